package io.headgate.streaming.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.Json;
import io.headgate.streaming.Checkpoint;
import io.headgate.streaming.CheckpointFile;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.kafka.TopicFacts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the query of an aggregate's alerts goes on. One that stopped a short time ago goes on where
 * it was; what it missed in a longer time is of the past, so it begins anew a little before now.
 */
final class Observations {
  private static final Logger LOG = LoggerFactory.getLogger(Observations.class);

  /** An event that comes just when its rule is made is not missed. */
  private static final Duration LOOK_BACK = Duration.ofMinutes(1);

  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Duration HEARTBEAT = Duration.ofMinutes(1);

  private final StreamContext context;
  private final String base;
  private final String layout;
  private final CheckpointFile file;

  /**
   * @param base folder below the checkpoints
   * @param layout with another one, buckets and checkpoint are useless
   */
  Observations(StreamContext context, String base, String layout) {
    this.context = context;
    this.base = base;
    this.layout = layout;
    this.file = context.file(base, "observation.json");
  }

  /** Folder of a checkpoint, below the checkpoints. */
  String folder(Observation observation) {
    return base + "/" + observation.number();
  }

  /** The one that goes on, or a new one. */
  Observation begin() throws InterruptedException {
    Instant now = context.clock().instant();
    Optional<Observation> before = file.read().map(Observations::parse);
    if (before.isPresent() && goesOn(before.get(), now)) {
      return before.get();
    }
    Observation next = next(before.map(Observation::number).orElse(0) + 1, now);
    file.write(Json.write(next));
    before.ifPresent(this::remove);
    LOG.info("observing folder={} since={}", folder(next), next.since());
    return next;
  }

  /** Says from time to time that it goes on. */
  Observation alive(Observation observation) {
    Instant now = context.clock().instant();
    if (now.isBefore(observation.aliveAt().plus(HEARTBEAT))) {
      return observation;
    }
    Observation alive = observation.alive(now);
    file.write(Json.write(alive));
    return alive;
  }

  /** Says that nothing is read any more. */
  void end(Observation observation) {
    file.write(Json.write(observation.alive(Instant.EPOCH)));
  }

  private boolean goesOn(Observation before, Instant now) {
    return before.layout().equals(layout)
        && now.isBefore(before.aliveAt().plus(LONGEST_PAUSE))
        && !new Checkpoint(context.session(), context.checkpoint(folder(before))).isNew();
  }

  private Observation next(int number, Instant now) throws InterruptedException {
    Instant since = now.minus(LOOK_BACK);
    String brokers = context.settings().kafkaBootstrapServers();
    List<String> topics = context.contract().sources().stream().map(Source::topic).toList();
    TopicFacts facts = TopicFacts.of(brokers, topics, context.clock());
    Map<TopicPartition, Long> starts = new HashMap<>(facts.ends());
    starts.putAll(TopicFacts.firstSince(brokers, facts.ends().keySet(), since));
    return new Observation(number, layout, since, now, Observation.byTopic(starts));
  }

  private void remove(Observation before) {
    try {
      Path folder = new Path(context.checkpoint(folder(before)));
      boolean unused =
          folder
              .getFileSystem(context.session().sparkContext().hadoopConfiguration())
              .delete(folder, true);
    } catch (IOException e) {
      LOG.warn("The folder {} is left behind: {}", folder(before), e.getMessage());
    }
  }

  private static Observation parse(String json) {
    try {
      return Json.MAPPER.readValue(json, Observation.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not an observation: " + json, e);
    }
  }
}
