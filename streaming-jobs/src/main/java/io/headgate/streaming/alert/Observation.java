package io.headgate.streaming.alert;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * A time in which the events of an aggregate are read without a gap, over restarts.
 *
 * @param number counts from 1; also the folder of its checkpoint
 * @param layout of the buckets, and what else the checkpoint depends on
 * @param since all records that came to Kafka from this time on are read
 * @param aliveAt when it was last known to go on
 * @param offsets where it began, per topic and partition
 */
record Observation(
    int number,
    String layout,
    Instant since,
    Instant aliveAt,
    Map<String, Map<Integer, Long>> offsets) {
  Observation {
    requireNonNull(layout);
    requireNonNull(since);
    requireNonNull(aliveAt);
    offsets = new TreeMap<>(offsets);
  }

  Observation alive(Instant now) {
    return new Observation(number, layout, since, now, offsets);
  }

  static Map<String, Map<Integer, Long>> byTopic(Map<TopicPartition, Long> offsets) {
    Map<String, Map<Integer, Long>> topics = new TreeMap<>();
    offsets.forEach(
        (partition, offset) ->
            topics
                .computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                .put(partition.partition(), offset));
    return topics;
  }

  Map<TopicPartition, Long> byPartition() {
    Map<TopicPartition, Long> starts = new HashMap<>();
    offsets.forEach(
        (topic, partitions) ->
            partitions.forEach(
                (partition, offset) -> starts.put(new TopicPartition(topic, partition), offset)));
    return starts;
  }
}
