package io.headgate.local.endtoend;

import io.headgate.testing.TopicReader;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Everything that a topic holds, read by a plain consumer.
 *
 * @param records of all partitions
 */
record TopicRecords(List<ConsumerRecord<byte[], byte[]>> records) {
  TopicRecords {
    records = List.copyOf(records);
  }

  static TopicRecords all(String bootstrapServers, String topic) {
    return new TopicRecords(TopicReader.readAll(bootstrapServers, topic));
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
