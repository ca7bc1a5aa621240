package io.headgate.streaming;

import static io.headgate.streaming.TestingPipeline.departure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Failure;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.OffsetGap;
import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.streaming.raw.RawIngest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What brokers do to a topic, and who else runs the query. */
class RawSourceTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  private final TestingPipeline pipeline = new TestingPipeline();
  private final TopicPartition first = new TopicPartition(pipeline.topic, 0);
  private final Admin admin =
      Admin.create(Map.of("bootstrap.servers", pipeline.platform.kafka.bootstrapServers()));

  @AfterEach
  void closeAdmin() {
    admin.close();
  }

  @Test
  void offsetsThatAgedOutEndTheQueryUntilAPersonAcceptsTheirLoss() throws Exception {
    send(10);
    try (RunningQuery query = start("aged")) {
      query.processAll();
    }
    send(10);
    admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(14))).all().get();

    Failure failure = failureOf("aged");

    assertThat(failure.exitCode()).isEqualTo(ExitCode.CHECKS_FAILED);
    assertThat(failure.message())
        .contains(pipeline.topic + " partition 0 offsets [10, 14)")
        .contains("headgate gaps accept --pipeline " + pipeline.name);
    assertThat(offsets()).isEqualTo(range(0, 10));

    OffsetGap accepted =
        pipeline
            .platform
            .registry
            .client()
            .acceptGap(
                new OffsetGap(
                    pipeline.name, pipeline.topic, 0, 10, 14, "aged-out", "x", "me", NOON));
    assertThat(accepted.until()).isEqualTo(14);
    try (RunningQuery query = start("aged")) {
      query.processAll();
      send(2);
      query.processAll();
    }
    List<Long> expected = new ArrayList<>(range(0, 10));
    expected.addAll(range(14, 22));
    assertThat(offsets()).isEqualTo(expected);
  }

  @Test
  void aTopicThatWasMadeAnewWithMoreRecordsEndsTheQueryAlsoWhenTheCheckpointIsLost()
      throws Exception {
    send(10);
    try (RunningQuery query = start("anew")) {
      query.processAll();
    }
    // Nobody has read these.
    send(6);
    sendTo(1, 4);
    admin.deleteTopics(List.of(pipeline.topic)).all().get();
    await().until(() -> !admin.listTopics().names().get().contains(pipeline.topic));
    admin.createTopics(List.of(new NewTopic(pipeline.topic, 2, (short) 1))).all().get();
    send(25);

    for (String checkpoint : List.of("anew", "anew-after-the-checkpoint-was-lost")) {
      Failure failure = failureOf(checkpoint);
      assertThat(failure.exitCode()).isEqualTo(ExitCode.CHECKS_FAILED);
      assertThat(failure.message())
          .contains("topic " + pipeline.topic + " was deleted and made anew")
          .contains(pipeline.topic + " partition 0 from offset 10 on")
          .contains(pipeline.topic + " partition 1 from offset 0 on")
          .contains("another name in the contract");
    }
    assertThat(offsets()).isEqualTo(range(0, 10));
  }

  @Test
  void partitionsThatAreAddedAreReadFromTheirBeginning() throws Exception {
    send(3);
    try (RunningQuery query = start("added")) {
      query.processAll();
      admin.createPartitions(Map.of(pipeline.topic, NewPartitions.increaseTo(3))).all().get();
      sendTo(2, 4);
      await().until(() -> pipeline.raw().size() == 7);
    }
    assertThat(pipeline.raw())
        .extracting(row -> row.getAs("_topic_partition") + " " + row.getAs("_offset"))
        .containsExactlyInAnyOrder("0 0", "0 1", "0 2", "2 0", "2 1", "2 2", "2 3");
  }

  @Test
  void theConsumerGroupShowsTheLagWhileTheQueryIsStopped() throws Exception {
    send(5);
    try (RunningQuery query = start("lag")) {
      query.processAll();
    }
    send(7);
    sendTo(1, 4);

    // As kafka-consumer-groups has it: the ends less what the group has committed.
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets("headgate-raw-ingest-" + pipeline.name)
            .partitionsToOffsetAndMetadata()
            .get();
    TopicPartition second = new TopicPartition(pipeline.topic, 1);
    var ends =
        admin
            .listOffsets(Map.of(first, OffsetSpec.latest(), second, OffsetSpec.latest()))
            .all()
            .get();
    assertThat(committed).containsOnlyKeys(first, second);
    assertThat(ends.get(first).offset() - committed.get(first).offset()).isEqualTo(7);
    assertThat(ends.get(second).offset() - committed.get(second).offset()).isEqualTo(4);
  }

  @Test
  void aNewerDriverEndsTheOlderOneForGoodAndEachOffsetIsThereOnce() throws Exception {
    send(5);
    Outbox ledger = ledger("two");
    RawIngest plan = new RawIngest(pipeline.context("two", Faults.NONE), ledger);
    try (RunningQuery older = RunningQuery.start(plan, ledger)) {
      older.processAll();
      older.stopQuery();
      try (RunningQuery newer = start("two")) {
        send(5);
        newer.processAll();
      }
      assertThatThrownBy(() -> plan.start(new BatchGate()))
          .hasMessage(
              "Cannot go on with raw-ingest:%s: another driver runs this query. Stop one of the two."
                  .formatted(pipeline.name));
    }
    assertThat(offsets()).isEqualTo(range(0, 10));
  }

  @Test
  void twoDriversWithCheckpointsOfTheirOwnNeverBringAnOffsetTwice() throws Exception {
    send(5);
    try (RunningQuery one = start("one")) {
      one.processAll();
      try (RunningQuery other = start("other", pipeline.platform.spark.newSession())) {
        send(5);
        await().atMost(Duration.ofSeconds(60)).until(() -> failed(one) || failed(other));
        Failure failure = Failure.of((failed(one) ? one : other).query().exception().get());
        assertThat(failure.exitCode()).isEqualTo(ExitCode.CHECKS_FAILED);
        assertThat(failure.message())
            .contains("the table has read past " + pipeline.topic + " partition 0 [5, 10)")
            .contains("Another driver runs this query");
      }
    }
    assertThat(offsets()).isEqualTo(range(0, 10));
  }

  private static boolean failed(RunningQuery running) {
    return running.query().exception().isDefined();
  }

  @Test
  void recordsOfAnAbortedTransactionAreHolesAndNothingElseIsMissing() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                pipeline.platform.kafka.bootstrapServers(),
                "transactional.id",
                pipeline.name),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      for (boolean committed : new boolean[] {true, false, true}) {
        producer.beginTransaction();
        for (int i = 0; i < 3; i++) {
          var unused = producer.send(new ProducerRecord<>(pipeline.topic, 0, null, event(i)));
        }
        if (committed) {
          producer.commitTransaction();
        } else {
          producer.flush();
          producer.abortTransaction();
        }
      }
    }

    try (RunningQuery query = start("aborted")) {
      query.processAll();
    }

    // Three records and a marker, three records and a marker, three records and a marker.
    assertThat(offsets()).containsExactly(0L, 1L, 2L, 8L, 9L, 10L);
    RegistryClient registry = pipeline.platform.registry.client();
    await()
        .untilAsserted(
            () ->
                assertThat(registry.ledger("raw." + pipeline.name))
                    .extracting(LedgerRow::rowsIn)
                    .containsExactly(6L));
  }

  private Failure failureOf(String checkpoints) throws Exception {
    try (RunningQuery query = start(checkpoints)) {
      query.awaitFailure();
      return Failure.of(query.query().exception().get());
    } catch (HeadgateException atStart) {
      return Failure.of(atStart);
    }
  }

  private List<Long> offsets() {
    return pipeline.raw().stream().map(row -> row.<Long>getAs("_offset")).toList();
  }

  private static List<Long> range(long from, long until) {
    return LongStream.range(from, until).boxed().toList();
  }

  private byte[] event(int i) {
    return pipeline.value(departure("e" + i, NOON, 1, "SFO"));
  }

  private void send(int count) {
    sendTo(0, count);
  }

  private void sendTo(int partition, int count) {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(event(i));
    }
    pipeline.send(partition, values);
  }

  private Outbox ledger(String checkpoints) {
    StreamContext context = pipeline.context(checkpoints, Faults.NONE);
    return context.ledger(RawIngest.folder(context.contract()));
  }

  private RunningQuery start(String checkpoints) throws Exception {
    return start(checkpoints, pipeline.platform.spark);
  }

  private RunningQuery start(String checkpoints, SparkSession session) throws Exception {
    Outbox ledger = ledger(checkpoints);
    StreamContext context =
        new StreamContext(
            session,
            pipeline.platform.settings(checkpoints),
            pipeline.version,
            Faults.NONE,
            Clock.systemUTC());
    return RunningQuery.start(new RawIngest(context, ledger), ledger);
  }
}
