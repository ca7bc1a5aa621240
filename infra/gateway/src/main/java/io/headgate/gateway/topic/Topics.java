package io.headgate.gateway.topic;

import com.github.benmanes.caffeine.cache.Ticker;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The topics that recorded pipelines read; a pipeline that is applied counts within {@link #FRESH}.
 */
public final class Topics {
  public static final Duration FRESH = Duration.ofSeconds(5);

  private static final Duration OUTLIVES = Duration.ofDays(7);
  private static final String ALL = "all";

  private final Remembered<String, Map<String, TopicContract>> topics;

  public Topics(RegistryClient registry, Ticker ticker) {
    topics = new Remembered<>(FRESH, OUTLIVES, 1, all -> Optional.of(read(registry)), ticker);
  }

  private static Map<String, TopicContract> read(RegistryClient registry) {
    Map<String, TopicContract> read = new HashMap<>();
    for (PipelineVersion version : registry.pipelines()) {
      PipelineContract contract = version.contract();
      for (Source source : contract.sources()) {
        // Of several pipelines on one topic the first by name speaks for it.
        read.putIfAbsent(source.topic(), TopicContract.of(contract, source));
      }
    }
    return Map.copyOf(read);
  }

  public Optional<TopicContract> find(String topic) {
    return topics.get(ALL).map(all -> all.get(topic));
  }

  /** Whether the topics are known. */
  public boolean areKnown() {
    try {
      return topics.get(ALL).isPresent();
    } catch (HeadgateException e) {
      return false;
    }
  }
}
