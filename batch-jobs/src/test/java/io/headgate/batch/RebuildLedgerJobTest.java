package io.headgate.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headgate.batch.ledger.RebuildLedger;
import io.headgate.batch.ledger.RebuildLedger.Found;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.iceberg.BatchTally;
import io.headgate.platform.iceberg.EpochAppend;
import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.iceberg.Frontier;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger whose rows never reached the registry, or were lost there. */
class RebuildLedgerJobTest {
  private static final Instant FRONTIER = Instant.parse("2026-11-12T09:00:00Z");
  private static final String DAY = "event_date=2026-11-12";
  private static final Map<String, Map<String, Long>> SUSPECTS =
      Map.of("2026-11-12T05", Map.of("EVENT_TIME_BEHIND", 2L));

  private ReconciledPipeline pipeline;
  private Path checkpoints;
  @TempDir Path folder;

  @BeforeEach
  void apply() throws IOException {
    pipeline = new ReconciledPipeline(folder.resolve("pipelines"));
    checkpoints = folder.resolve("checkpoints");
  }

  @Test
  void snapshotsOfRawGiveWholeRows() throws Exception {
    Snapshot first = commit(0, 0, 10);
    Snapshot second = commit(1, 10, 25);

    List<Found> found = rebuild();

    assertThat(found.get(0))
        .extracting(Found::dataset, Found::found, Found::recorded)
        .containsExactly("raw." + pipeline.name, 2, 2);
    List<LedgerRow> rows = pipeline.lake.registry.ledger("raw." + pipeline.name);
    assertThat(rows)
        .extracting(LedgerRow::epoch, LedgerRow::snapshotId, LedgerRow::rowsValid)
        .containsExactly(tuple(1L, second.snapshotId(), 15L), tuple(0L, first.snapshotId(), 10L));
    assertThat(rows.get(0))
        .satisfies(
            row -> {
              assertThat(row.offsets()).containsExactly(new OffsetRange(pipeline.topic, 0, 10, 25));
              assertThat(row.partitionRows()).containsExactly(Map.entry(DAY, 15L));
              assertThat(row.suspects()).isEqualTo(SUSPECTS);
              assertThat(row.frontier()).isEqualTo(FRONTIER);
              assertThat(row.committedAt())
                  .isEqualTo(Instant.ofEpochMilli(second.timestampMillis()));
            });
    assertThat(pipeline.lake.registry.gate("raw." + pipeline.name, DAY).open()).isTrue();
  }

  @Test
  void aRowThatIsThereStaysAndTheOthersComeOnce() throws Exception {
    commit(0, 0, 10);
    commit(1, 10, 25);
    rebuild();
    List<LedgerRow> before = pipeline.lake.registry.ledger("raw." + pipeline.name);

    commit(2, 25, 30);
    List<Found> again = rebuild();

    assertThat(again.get(0)).extracting(Found::found, Found::recorded).containsExactly(3, 1);
    List<LedgerRow> after = pipeline.lake.registry.ledger("raw." + pipeline.name);
    assertThat(after).hasSize(3).containsAll(before);
  }

  @Test
  void aCheckpointGivesTheOffsetsOfAnAggregateAndNoCounts() throws Exception {
    Instant committedAt = Instant.parse("2026-11-12T10:00:05Z");
    Path checkpoint = checkpoints.resolve("aggregate/" + pipeline.name + "/" + pipeline.aggregate);
    write(checkpoint.resolve("metadata"), "{\"id\":\"the-query\"}");
    write(checkpoint.resolve("sources/0/0"), "\0v1\n{\"%s\":{\"0\":5}}".formatted(pipeline.topic));
    batch(checkpoint, 0, 12, 0);
    batch(checkpoint, 1, 40, 1_763_000_000_000L);
    // A batch that was begun and did not end.
    batch(checkpoint, 2, 41, 1_763_000_000_000L);
    Files.delete(checkpoint.resolve("commits/2"));
    Files.setLastModifiedTime(checkpoint.resolve("commits/1"), FileTime.from(committedAt));

    List<Found> found = rebuild();

    assertThat(found.get(1))
        .extracting(Found::dataset, Found::found, Found::recorded)
        .containsExactly(pipeline.aggregate, 2, 2);
    List<LedgerRow> rows = pipeline.lake.registry.ledger(pipeline.aggregate);
    assertThat(rows)
        .filteredOn(row -> row.epoch() == 1)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.scope()).isEqualTo("the-query");
              assertThat(row.offsets()).containsExactly(new OffsetRange(pipeline.topic, 0, 12, 40));
              assertThat(row.watermark()).isEqualTo(Instant.ofEpochMilli(1_763_000_000_000L));
              assertThat(row.committedAt()).isEqualTo(committedAt);
              assertThat(row.rowsIn()).isZero();
            });
    assertThat(rows)
        .filteredOn(row -> row.epoch() == 0)
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.offsets())
                    .containsExactly(new OffsetRange(pipeline.topic, 0, 5, 12)));
  }

  @Test
  void aRunOfARollupThatWasLostComesBackWithItsSnapshotAndRows() throws Exception {
    TestingLake lake = TestingLake.shared();
    LocalDate day = LocalDate.parse("2026-10-05");
    lake.ingest(Flight.day(day, 40));
    lake.seenUntil(TestingLake.start(day.plusDays(1)));
    lake.rollup(Grain.HOURLY, TestingLake.start(day), TestingLake.start(day).plusSeconds(7200));
    String dataset = "rollup.flights_by_origin_hourly";
    LedgerRow before = lake.registry.ledger(dataset).get(0);
    forget(dataset, before.scope());
    assertThat(lake.registry.ledger(dataset)).doesNotContain(before);

    new RebuildLedger(lake.spark, lake.registry, checkpoints.toUri()).of(lake.pipeline);

    LedgerRow after =
        lake.registry.ledger(dataset).stream()
            .filter(row -> row.scope().equals(before.scope()))
            .findFirst()
            .orElseThrow();
    assertThat(after.snapshotId()).isEqualTo(before.snapshotId());
    assertThat(after.rowsValid()).isEqualTo(before.rowsValid()).isPositive();
    assertThat(after.writer()).isEqualTo(before.writer());
    assertThat(after.partitionRows())
        .isEqualTo(
            before.partitionRows().entrySet().stream()
                .filter(partition -> partition.getValue() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  @Test
  void aRunOfACuratedTableThatWasLostComesBackUnderTheNameOfItsJob() throws Exception {
    ClickPipeline clicks = ClickPipeline.shared();
    LocalDate day = LocalDate.parse("2028-03-10");
    clicks.ingest(
        List.of(
            new ClickPipeline.Click(
                TestingLake.start(day).plusSeconds(60), "ann", "product", null)));
    clicks.seenUntil(TestingLake.start(day.plusDays(1)));
    clicks.run(day, 1, clicks.contract().curated().subList(0, 2));
    for (String dataset : List.of("curated.visits", "curated.checkout")) {
      LedgerRow before = clicks.lake.registry.ledger(dataset).get(0);
      forget(dataset, before.scope());

      new RebuildLedger(clicks.lake.spark, clicks.lake.registry, checkpoints.toUri())
          .of(clicks.pipeline);

      assertThat(clicks.lake.registry.ledger(dataset))
          .filteredOn(row -> row.scope().equals(before.scope()))
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.writer()).isEqualTo("curate:" + dataset).isEqualTo(before.writer());
                assertThat(row.snapshotId()).isEqualTo(before.snapshotId());
                assertThat(row.partitionRows()).isEqualTo(Map.of(day.toString(), 1L));
              });
    }
  }

  private static void forget(String dataset, String scope) throws SQLException {
    try (Connection registry =
        DriverManager.getConnection(
            TestingPostgres.shared().jdbcUrl(),
            TestingPostgres.REGISTRY_USER,
            TestingPostgres.shared().registryPassword())) {
      String one =
          "ledger_id = (SELECT ledger_id FROM registry.ledger WHERE dataset = ? AND scope = ?)";
      for (String table : List.of("ledger_partition", "ledger")) {
        try (PreparedStatement delete =
            registry.prepareStatement("DELETE FROM registry." + table + " WHERE " + one)) {
          delete.setString(1, dataset);
          delete.setString(2, scope);
          assertThat(delete.executeUpdate()).isPositive();
        }
      }
    }
  }

  @Test
  void theCommandTellsWhatItFoundPerDataset() throws Exception {
    commit(0, 0, 10);

    JobProcess process =
        JobProcess.run(
            pipeline.lake,
            Map.of("HEADGATE_STREAMS_CHECKPOINTS", checkpoints.toUri().toString()),
            RebuildLedgerJob.class,
            "--pipeline=" + pipeline.name);

    assertThat(process.exitCode()).as(process.output()).isZero();
    assertThat(process.output())
        .contains("raw." + pipeline.name + ": 1 found, 1 of them new to the registry")
        .contains(pipeline.aggregate + ": 0 found, 0 of them new to the registry");
  }

  private List<Found> rebuild() {
    return new RebuildLedger(pipeline.lake.spark, pipeline.lake.registry, checkpoints.toUri())
        .of(pipeline.lake.registry.pipeline(pipeline.name).orElseThrow());
  }

  /** A snapshot of raw as raw ingest leaves it, whose row has not reached the registry. */
  private Snapshot commit(long epoch, long from, long until) throws Exception {
    long rows = until - from;
    BatchTally tally =
        new BatchTally(rows, 0, Map.of(), Map.of(), Map.of(DAY, rows), SUSPECTS, List.of());
    Frontier frontier = new Frontier(new TreeMap<>(Map.of(pipeline.topic + "-0", FRONTIER)));
    EpochMarker marker =
        new EpochMarker(
            "raw-ingest:" + pipeline.name,
            "query-1",
            epoch,
            List.of(new OffsetRange(pipeline.topic, 0, from, until)),
            Map.of(BatchTally.NOTE, tally.json(), Frontier.NOTE, frontier.json()));
    Table raw = Spark3Util.loadIcebergTable(pipeline.lake.spark, "lake.raw." + pipeline.name);
    return new EpochAppend(raw, marker, List.of()).commit().snapshot();
  }

  private void batch(Path checkpoint, long epoch, long until, long watermark) throws IOException {
    write(
        checkpoint.resolve("offsets/" + epoch),
        "v1\n{\"batchWatermarkMs\":%d,\"batchTimestampMs\":1763000001000,\"conf\":{}}\n{\"%s\":{\"0\":%d}}"
            .formatted(watermark, pipeline.topic, until));
    write(checkpoint.resolve("commits/" + epoch), "v1\n{\"nextBatchWatermarkMs\":0}");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
