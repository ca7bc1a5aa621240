package io.headgate.streaming;

import static io.headgate.streaming.TestingPipeline.departure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.Partition;
import io.headgate.streaming.raw.RawIngest;
import io.headgate.streaming.raw.RawRestore;
import io.headgate.streaming.raw.RestoreReport;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Two days of events in two partitions, out of order, with a bad record in each batch. */
class RestoreRawTest {
  private static final LocalDate LOST = LocalDate.parse("2026-01-05");
  private static final long FAST = 1_000_000;

  private final TestingPipeline pipeline = new TestingPipeline();

  @Test
  void aDeletedDayComesBackOffsetByOffsetAndOnlyOnce() throws Exception {
    ingestTwoBatches();
    List<String> truth = rows(pipeline.raw());
    List<String> rejected = rows(pipeline.quarantine());
    deleteDay();

    RestoreReport looked = restore(Faults.NONE).look(LOST);
    RestoreReport restored = restore(Faults.NONE).restore(LOST);
    RestoreReport again = restore(Faults.NONE).restore(LOST);

    assertThat(looked.lacking()).isEqualTo(12);
    assertThat(restored.restored()).isEqualTo(12);
    assertThat(restored.lacking()).isZero();
    assertThat(again.restored()).isZero();
    assertThat(rows(pipeline.raw())).isEqualTo(truth);
    assertThat(rows(pipeline.quarantine())).isEqualTo(rejected);
    assertThat(partition().rowCount()).isEqualTo(12);
  }

  @Test
  void lostRejectedRecordsComeBackOnTheDayOnWhichTheyWereRefused() throws Exception {
    ingestTwoBatches();
    List<String> truth = rows(pipeline.quarantine());
    List<String> raw = rows(pipeline.raw());
    delete("lake.quarantine." + pipeline.name, "_offset < 8");
    LocalDate today = pipeline.version.createdAt().atZone(ZoneOffset.UTC).toLocalDate();

    RestoreReport report = restore(Faults.NONE).restore(today);

    assertThat(report.restoredRejected()).isEqualTo(1);
    assertThat(rows(pipeline.quarantine())).isEqualTo(truth);
    assertThat(rows(pipeline.raw())).isEqualTo(raw);
  }

  @Test
  void aRestoreThatDiedBehindItsFirstPieceGoesOnWhereItWas() throws Exception {
    ingestTwoBatches();
    List<String> truth = rows(pipeline.raw());
    deleteDay();
    Faults dies =
        point -> {
          if (point == FaultPoint.AFTER_RAW_COMMIT) {
            throw new IllegalStateException("killed");
          }
        };

    // One offset a second makes pieces of twenty, which is less than there is.
    RawRestore slow =
        new RawRestore(pipeline.context("restore", dies), pipeline.platform.registry.client(), 1);
    assertThatThrownBy(() -> slow.restore(LOST)).hasMessage("killed");
    List<String> half = rows(pipeline.raw());
    assertThat(toldOf()).isEmpty();
    RestoreReport rest = restore(Faults.NONE).restore(LOST);

    assertThat(half.size()).isLessThan(truth.size());
    assertThat(rest.lacking()).isZero();
    assertThat(rows(pipeline.raw())).isEqualTo(truth);
    assertThat(toldOf())
        .as("every snapshot with restored rows")
        .hasSizeGreaterThan(1)
        .containsExactlyInAnyOrderElementsOf(
            pipeline
                .platform
                .spark
                .table("lake.raw." + pipeline.name + ".snapshots")
                .where("summary['headgate.restored-date'] IS NOT NULL")
                .select("snapshot_id")
                .collectAsList()
                .stream()
                .map(row -> row.getLong(0))
                .toList());
  }

  /** Snapshots of which the registry knows that they brought rows back. */
  private List<Long> toldOf() {
    return pipeline.platform.registry.client().ledger("raw." + pipeline.name).stream()
        .filter(row -> row.writer().startsWith("restore-raw:"))
        .map(row -> row.snapshotId())
        .toList();
  }

  @Test
  void besideALiveStreamNothingIsLostOrDoubled() throws Exception {
    try (RunningQuery query = start()) {
      sendBatch("a");
      query.processAll();
      sendBatch("b");
      query.processAll();
      awaitLedger(2);
      List<String> truth = rows(pipeline.raw());
      deleteDay();
      // Events of the lost day go on to come while it is restored.
      Faults meanwhile =
          point -> {
            if (point == FaultPoint.BEFORE_RAW_WRITE) {
              sendBatch("c");
              query.processAll();
            }
          };

      RestoreReport report = restore(meanwhile).restore(LOST);
      query.processAll();

      assertThat(report.lacking()).isZero();
      List<String> all = rows(pipeline.raw());
      assertThat(all).containsAll(truth).doesNotHaveDuplicates();
      assertThat(all.stream().filter(row -> row.contains(" c-"))).hasSize(12);
    }
  }

  @Test
  void ofTwoRestoresOfADayTheOneThatCommitsLastIsRefused() throws Exception {
    ingestTwoBatches();
    List<String> truth = rows(pipeline.raw());
    deleteDay();
    Faults overtaken =
        point -> {
          if (point == FaultPoint.BEFORE_RAW_WRITE) {
            RestoreReport unused = restore(Faults.NONE).restore(LOST);
          }
        };

    assertThatThrownBy(() -> restore(overtaken).restore(LOST))
        .isInstanceOfSatisfying(
            HeadgateException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_READY))
        .hasMessageContaining("another run has restored rows of the day meanwhile");
    assertThat(rows(pipeline.raw())).isEqualTo(truth);
  }

  @Test
  void whatKafkaHasNoMoreIsToldAndTheRestIsRestored() throws Exception {
    ingestTwoBatches();
    List<String> truth = rows(pipeline.raw());
    deleteDay();
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", pipeline.platform.kafka.bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(pipeline.topic, 0), RecordsToDelete.beforeOffset(3)))
          .all()
          .get();
    }

    assertThatThrownBy(() -> restore(Faults.NONE).restore(LOST))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CHECKS_FAILED))
        .hasMessageContaining(
            "Cannot restore all of 2026-01-05 in raw.%s: 3 of 12 events and 0 rejected records are still lacking, as 3 offsets, the first of them 0 of %s-0, are in the topics no more."
                .formatted(pipeline.name, pipeline.topic));
    assertThat(rows(pipeline.raw())).hasSize(truth.size() - 3);
  }

  private RawRestore restore(Faults faults) {
    return new RawRestore(
        pipeline.context("restore", faults), pipeline.platform.registry.client(), FAST);
  }

  private RunningQuery start() throws Exception {
    StreamContext context = pipeline.context("ingest", Faults.NONE);
    Outbox ledger = context.ledger(RawIngest.folder(context.contract()));
    return RunningQuery.start(new RawIngest(context, ledger), ledger);
  }

  private void ingestTwoBatches() throws Exception {
    try (RunningQuery query = start()) {
      sendBatch("a");
      query.processAll();
      sendBatch("b");
      query.processAll();
      awaitLedger(2);
    }
  }

  private void awaitLedger(int batches) {
    await()
        .untilAsserted(
            () ->
                assertThat(pipeline.platform.registry.client().ledger("raw." + pipeline.name))
                    .filteredOn(row -> row.rowsIn() > 0)
                    .hasSizeGreaterThanOrEqualTo(batches));
  }

  /** Six events of each day, three to each partition, and a bad record. */
  private void sendBatch(String name) {
    for (int partition = 0; partition < 2; partition++) {
      List<byte[]> values = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        String id = name + "-" + (partition * 3 + i);
        values.add(value(id, Instant.parse("2026-01-05T12:00:00Z")));
      }
      for (int i = 0; i < 3; i++) {
        values.add(value(name + "-next", Instant.parse("2026-01-06T12:00:00Z")));
      }
      if (partition == 1) {
        values.add("no event".getBytes(UTF_8));
      }
      pipeline.send(partition, values);
    }
  }

  private byte[] value(String id, Instant at) {
    return pipeline.value(departure(id, at, 5, "SFO"));
  }

  private void deleteDay() {
    delete("lake.raw." + pipeline.name, "event_date = DATE '" + LOST + "'");
  }

  private void delete(String table, String condition) {
    pipeline.platform.spark.sql("DELETE FROM %s WHERE %s".formatted(table, condition));
  }

  private Partition partition() {
    return pipeline.platform.registry.client().partitions("raw." + pipeline.name).stream()
        .filter(each -> each.partitionKey().equals("event_date=" + LOST))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> rows(List<Row> rows) {
    return rows.stream()
        .map(
            row ->
                "%s/%s %s"
                    .formatted(
                        row.getAs("_topic_partition"),
                        row.getAs("_offset"),
                        row.schema().getFieldIndex("event_id").isDefined()
                            ? row.getAs("event_id")
                            : row.getAs("_error_class")))
        .sorted()
        .toList();
  }
}
