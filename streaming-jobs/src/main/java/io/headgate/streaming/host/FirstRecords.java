package io.headgate.streaming.host;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Broker timestamps of single records; fetches as little as the brokers give. */
final class FirstRecords implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int LEAST_BYTES = 1024;

  private record Known(long offset, Instant timestamp) {}

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Known> known = new HashMap<>();

  FirstRecords(String bootstrapServers, IsolationLevel isolation) {
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation.toString().toLowerCase(Locale.ROOT),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                LEAST_BYTES,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * The timestamp of the first record at or behind each offset; a partition that shows none in a
   * short time is left out.
   */
  Map<TopicPartition, Instant> timestamps(Map<TopicPartition, Long> offsets) {
    Set<TopicPartition> asked = new HashSet<>(offsets.keySet());
    // A query that stands still is behind by the same record.
    asked.removeIf(
        partition ->
            known.containsKey(partition)
                && known.get(partition).offset() == offsets.get(partition));
    if (!asked.isEmpty()) {
      read(asked, offsets);
    }
    Map<TopicPartition, Instant> timestamps = new HashMap<>();
    offsets.forEach(
        (partition, offset) -> {
          Known first = known.get(partition);
          if (first != null && first.offset() == offset) {
            timestamps.put(partition, first.timestamp());
          }
        });
    return timestamps;
  }

  private void read(Set<TopicPartition> asked, Map<TopicPartition, Long> offsets) {
    consumer.assign(asked);
    asked.forEach(partition -> consumer.seek(partition, offsets.get(partition)));
    Set<TopicPartition> open = new HashSet<>(asked);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!open.isEmpty() && System.nanoTime() < deadline) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (TopicPartition partition : records.partitions()) {
        if (open.remove(partition)) {
          Instant timestamp = Instant.ofEpochMilli(records.records(partition).get(0).timestamp());
          known.put(partition, new Known(offsets.get(partition), timestamp));
        }
      }
      consumer.pause(records.partitions());
    }
  }

  @Override
  public void close() {
    consumer.close(Duration.ZERO);
  }
}
