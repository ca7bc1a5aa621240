package io.headgate.local.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Everything that a topic holds, read by a plain consumer.
 *
 * @param records of all partitions
 */
record TopicRecords(List<ConsumerRecord<byte[], byte[]>> records) {
  private static final Duration POLL = Duration.ofSeconds(1);

  TopicRecords {
    records = List.copyOf(records);
  }

  static TopicRecords all(String bootstrapServers, String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(POLL).forEach(records::add);
      }
    }
    return new TopicRecords(records);
  }

  /** The position of each record, with the names that the tables give it. */
  Rows positions() {
    return new Rows(
        records.stream()
            .map(
                record ->
                    Map.<String, Object>of(
                        "_topic_partition", (long) record.partition(), "_offset", record.offset()))
            .toList());
  }
}
