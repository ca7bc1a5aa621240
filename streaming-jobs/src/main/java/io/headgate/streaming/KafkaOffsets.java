package io.headgate.streaming;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.headgate.platform.registry.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.connector.read.streaming.Offset;

/** Offsets as Spark's Kafka source writes them: {@code {"topic": {"partition": offset}}}. */
final class KafkaOffsets {
  private static final TypeReference<TreeMap<String, SortedMap<Integer, Long>>> OFFSETS =
      new TypeReference<>() {};

  private KafkaOffsets() {}

  /** The offset of each partition, by topic and partition. */
  static Map<TopicPartition, Long> of(Offset offset) {
    try {
      Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
      Json.MAPPER
          .readValue(offset.json(), OFFSETS)
          .forEach(
              (topic, partitions) ->
                  partitions.forEach(
                      (partition, next) ->
                          offsets.put(new TopicPartition(topic, partition), next)));
      return offsets;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Not an offset of the Kafka source: " + offset.json(), e);
    }
  }
}
