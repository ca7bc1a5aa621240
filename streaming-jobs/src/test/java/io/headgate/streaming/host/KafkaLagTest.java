package io.headgate.streaming.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.PartitionLag;
import io.headgate.streaming.CommittedOffsets;
import io.headgate.streaming.TestingPlatform;
import io.headgate.testing.TestingKafka;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaLagTest {
  private static final Instant NOW = Instant.parse("2026-11-12T10:00:00Z");

  private final SparkSession spark = TestingPlatform.shared().spark;
  private final String brokers = TestingKafka.shared().bootstrapServers();
  private final String topic = "lag-" + UUID.randomUUID();

  @TempDir Path folder;

  @Test
  void aStoppedQueryIsBehindByWhatWasProducedSinceAndEverydayToolsSeeIt() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers));
        KafkaLag lag = lag()) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
      send(0, 3, NOW.minusSeconds(900), null);
      process();
      send(0, 5, NOW.minusSeconds(30), null);
      send(1, 1, NOW.minusSeconds(7), null);

      assertThat(lag.of("raw-ingest:t", source(IsolationLevel.READ_COMMITTED)))
          .containsExactly(
              new PartitionLag(topic, 0, 3, 8, 5, 30), new PartitionLag(topic, 1, 0, 1, 1, 7));
      assertThat(
              admin
                  .listConsumerGroupOffsets("headgate-raw-ingest-t")
                  .partitionsToOffsetAndMetadata()
                  .get()
                  .get(new TopicPartition(topic, 0))
                  .offset())
          .isEqualTo(3);
    }
  }

  @Test
  void aQueryThatHasNoCheckpointYetIsBehindByAllThatThereIs() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers));
        KafkaLag lag = lag()) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
      send(0, 4, NOW.minusSeconds(60), null);

      assertThat(lag.of("new", source(IsolationLevel.READ_COMMITTED)))
          .containsExactly(new PartitionLag(topic, 0, 0, 4, 4, 60));
    }
  }

  @Test
  void recordsOfAnAbortedTransactionMakeNobodyLateAndOpenOnesAreNotThereYet() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers));
        KafkaLag lag = lag()) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
      send(0, 2, NOW.minusSeconds(60), false);
      send(0, 1, NOW.minusSeconds(5), true);

      // Two aborted records and a marker, one record and a marker.
      assertThat(lag.of("committed", source(IsolationLevel.READ_COMMITTED)))
          .containsExactly(new PartitionLag(topic, 0, 0, 5, 5, 5));
      assertThat(lag.of("uncommitted", source(IsolationLevel.READ_UNCOMMITTED)))
          .containsExactly(new PartitionLag(topic, 0, 0, 5, 5, 60));
    }
  }

  private KafkaLag lag() {
    return new KafkaLag(brokers, new CommittedOffsets(spark), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private QuerySource source(IsolationLevel isolation) {
    return new QuerySource("t", List.of(topic), isolation, checkpoint());
  }

  private String checkpoint() {
    return folder.resolve("checkpoint").toUri().toString();
  }

  /** A real query, to its end, so that the checkpoint is one of Spark's. */
  private void process() throws Exception {
    boolean ended =
        spark
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", brokers)
            .option("subscribe", topic)
            .option("startingOffsets", "earliest")
            .load()
            .writeStream()
            .option("checkpointLocation", checkpoint())
            .trigger(Trigger.AvailableNow())
            .foreachBatch((Dataset<Row> batch, Long epoch) -> batch.collect())
            .start()
            .awaitTermination(Duration.ofSeconds(60).toMillis());
    assertThat(ended).isTrue();
  }

  /**
   * @param commits null for records without a transaction
   */
  private void send(int partition, int count, Instant timestamp, Boolean commits) {
    Map<String, Object> config =
        commits == null
            ? Map.of("bootstrap.servers", brokers)
            : Map.of(
                "bootstrap.servers", brokers, "transactional.id", UUID.randomUUID().toString());
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      if (commits != null) {
        producer.initTransactions();
        producer.beginTransaction();
      }
      for (int i = 0; i < count; i++) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topic, partition, timestamp.toEpochMilli(), new byte[0], new byte[] {1}));
      }
      producer.flush();
      if (commits != null) {
        if (commits) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
  }
}
