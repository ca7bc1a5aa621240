package io.headgate.local.deadletters;

import static org.awaitility.Awaitility.await;

import io.headgate.testing.TestingKafka;
import io.headgate.testing.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of its own, with producer and reader, and with the refusals that raw ingest records. */
final class SourceTopic {
  static final int PARTITIONS = 2;

  private static final Map<String, Object> BROKER =
      Map.of("bootstrap.servers", TestingKafka.shared().bootstrapServers());

  private final LetterStores stores;
  private final String name;

  private SourceTopic(LetterStores stores, String name) {
    this.stores = stores;
    this.name = name;
  }

  static SourceTopic create(LetterStores stores) throws Exception {
    SourceTopic topic = new SourceTopic(stores, "source-" + UUID.randomUUID());
    topic.make();
    return topic;
  }

  private void make() throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(BROKER)) {
      admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all().get();
    }
  }

  String name() {
    return name;
  }

  LetterFilter filter() {
    return new LetterFilter(null, null, name, null, null, Set.of());
  }

  /** Sends a record as a producer does. */
  Position send(int partition, byte[] key, byte[] value, Header... headers) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(BROKER, new ByteArraySerializer(), new ByteArraySerializer())) {
      long at = Instant.parse("2026-11-20T10:00:00.123Z").toEpochMilli() + partition;
      RecordMetadata sent =
          producer
              .send(new ProducerRecord<>(name, partition, at, key, value, List.of(headers)))
              .get();
      return new Position(name, sent.partition(), sent.offset());
    }
  }

  /** Sends a record, and records that it was refused. */
  Position refuse(int partition, byte[] key, byte[] value, Header... headers) throws Exception {
    Position position = send(partition, key, value, headers);
    refused(position, Optional.empty(), "NOT_AVRO", Instant.parse("2026-11-20T10:00:05.5Z"));
    return position;
  }

  /** Sends records to both partitions, and records that all were refused. */
  void refuseMany(int count, byte[] value) throws Exception {
    for (int i = 0; i < count; i++) {
      send(i % PARTITIONS, null, value);
    }
    Instant failedAt = Instant.parse("2026-11-20T10:00:05.5Z");
    stores.append(
        "quarantine.flights",
        records().stream()
            .map(record -> row(record, Optional.empty(), "NOT_AVRO", failedAt))
            .toList());
  }

  /** Records in quarantine what stands at a position. */
  void refused(Position position, Optional<Integer> schemaId, String reason, Instant failedAt) {
    stores.append("quarantine.flights", List.of(row(at(position), schemaId, reason, failedAt)));
  }

  private static Map<String, Object> row(
      ConsumerRecord<byte[], byte[]> record,
      Optional<Integer> schemaId,
      String reason,
      Instant failedAt) {
    Map<String, Object> row = new HashMap<>();
    row.put("_topic", record.topic());
    row.put("_topic_partition", record.partition());
    row.put("_offset", record.offset());
    row.put("_schema_id", schemaId.orElse(null));
    row.put("_broker_at", Instant.ofEpochMilli(record.timestamp()));
    row.put("_key", record.key());
    row.put("_value", record.value());
    row.put("_error_class", reason);
    row.put(
        "_error_message",
        "The value does not begin with a zero byte and a schema id, and is longer than a line.");
    row.put("_failed_at", failedAt);
    row.put("_headers", List.of(record.headers().toArray()));
    return row;
  }

  /** Everything that the topic holds. */
  List<ConsumerRecord<byte[], byte[]>> records() {
    return TopicReader.readAll(TestingKafka.shared().bootstrapServers(), name);
  }

  /** The record that a mark names, without its attempt. */
  ConsumerRecord<byte[], byte[]> at(String mark) {
    return at(Position.parse(mark.substring(0, mark.indexOf('#'))));
  }

  private ConsumerRecord<byte[], byte[]> at(Position position) {
    return records().stream()
        .filter(each -> each.partition() == position.partition())
        .filter(each -> each.offset() == position.offset())
        .findFirst()
        .orElseThrow();
  }

  /** Those with a mark, as {@code <original>#<attempt>}, in their order per partition. */
  List<String> replays() {
    return records().stream().flatMap(record -> ReplayHeaders.mark(record).stream()).toList();
  }

  /** Removes all records, as retention does. */
  void forget() throws Exception {
    try (Admin admin = Admin.create(BROKER)) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(name, 0), RecordsToDelete.beforeOffset(-1),
                  new TopicPartition(name, 1), RecordsToDelete.beforeOffset(-1)))
          .all()
          .get();
    }
  }

  /** Deletes the topic and makes it again, empty. */
  void makeAnew() throws Exception {
    try (Admin admin = Admin.create(BROKER)) {
      admin.deleteTopics(List.of(name)).all().get();
    }
    // The broker takes the old topic away some time after it has said so.
    await().atMost(Duration.ofMinutes(1)).ignoreExceptions().untilAsserted(this::make);
  }
}
