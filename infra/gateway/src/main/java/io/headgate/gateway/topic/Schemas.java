package io.headgate.gateway.topic;

import com.github.benmanes.caffeine.cache.Ticker;
import io.headgate.platform.registry.SchemaClient;
import java.time.Duration;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * The registered schemas of topics. A newly registered version is used within {@link #FRESH};
 * versions themselves never change.
 */
public final class Schemas {
  public static final Duration FRESH = Duration.ofSeconds(5);

  private static final Duration OUTLIVES = Duration.ofHours(24);
  private static final int MOST = 1_000;

  private final Remembered<Subject, RegisteredSchema> latest;
  private final Remembered<Numbered, RegisteredSchema> versions;

  private record Subject(String topic, @Nullable String record) {}

  private record Numbered(Subject subject, int version) {}

  public Schemas(SchemaClient registry, Ticker ticker) {
    latest =
        new Remembered<>(
            FRESH,
            OUTLIVES,
            MOST,
            subject -> registry.latest(subject.topic(), subject.record()).map(RegisteredSchema::of),
            ticker);
    versions =
        new Remembered<>(
            // An answer that there is none may be another one soon.
            FRESH,
            OUTLIVES,
            MOST,
            asked ->
                registry
                    .version(asked.subject().topic(), asked.subject().record(), asked.version())
                    .map(RegisteredSchema::of),
            ticker);
  }

  /**
   * A schema of a topic.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   * @param version null for the latest
   */
  public Optional<RegisteredSchema> find(
      String topic, @Nullable String record, @Nullable Integer version) {
    Subject subject = new Subject(topic, record);
    return version == null ? latest.get(subject) : versions.get(new Numbered(subject, version));
  }
}
