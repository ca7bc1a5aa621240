package io.headgate.compaction;

import static io.headgate.compaction.TestingTables.RAW;
import static io.headgate.compaction.TestingTables.ROLLUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.compaction.Decision.Verdict;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Beside other writers, between the plan and the commit. */
class TableCompactionTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-05-04");
  private static final LocalDate TUESDAY = MONDAY.plusDays(1);
  private static final Layout BY_ROUTE = Layout.zOrder(List.of("origin", "destination"));

  private final TestingTables tables = TestingTables.shared();

  @BeforeEach
  void emptyTables() {
    tables.reset();
  }

  @Test
  void aPartitionThatARunReplacedMeanwhileIsLeftToItAndTheOthersAreDone() {
    tables.ingest(MONDAY, 6, 60);
    tables.ingest(TUESDAY, 6, 60);
    TableCompaction compaction = compaction(RAW, Layout.binPack());
    CompactionPlan plan = compaction.plan();
    tables.spark().sql("DELETE FROM lake.raw.flights WHERE event_date = DATE '2026-05-04'");
    List<String> rows = tables.rows(RAW);

    CompactionReport report = compaction.carryOut(plan);

    assertThat(tables.rows(RAW)).isEqualTo(rows).hasSize(60);
    assertThat(tables.files(RAW, TUESDAY)).isEqualTo(1);
    assertThat(report.failures())
        .singleElement()
        .asString()
        .startsWith(
            "Cannot rewrite event_date=2026-05-04 of lake.raw.flights: another writer has changed the same files meanwhile (Missing required files to delete:")
        .endsWith("Nothing is lost; run it again.");
    assertThat(report.partitions()).extracting(PartitionReport::filesAfter).containsExactly(6, 1);
  }

  @Test
  void rowsThatAreAppendedMeanwhileStay() {
    tables.ingest(MONDAY, 6, 60);
    TableCompaction compaction = compaction(RAW, Layout.binPack());
    CompactionPlan plan = compaction.plan();
    tables.ingest(MONDAY, 1, 5);
    List<String> rows = tables.rows(RAW);

    CompactionReport report = compaction.carryOut(plan);

    assertThat(report.failures()).isEmpty();
    assertThat(tables.rows(RAW)).isEqualTo(rows).hasSize(65);
    assertThat(tables.files(RAW, MONDAY)).isEqualTo(2);
  }

  @Test
  void stagedRowsCanStillBePublished() {
    tables.writeRollup(MONDAY, 6);
    tables.writeRollup(TUESDAY, 6);
    Snapshot staged = stageMonday();

    CompactionReport report = compact(ROLLUP, Layout.binPack());

    assertThat(report.verdicts())
        .containsEntry(Verdict.STAGED, 1)
        .containsEntry(Verdict.REWRITE, 1);
    assertThat(tables.files(ROLLUP, MONDAY)).isEqualTo(6);
    assertThat(tables.files(ROLLUP, TUESDAY)).isEqualTo(1);
    tables.table(ROLLUP).manageSnapshots().cherrypick(staged.snapshotId()).commit();
    assertThat(tables.rows(ROLLUP))
        .filteredOn(row -> row.contains("2026-05-04T"))
        .singleElement()
        .asString()
        .contains("staged");
  }

  @Test
  void stagedRowsThatWerePublishedHoldNothingUp() {
    tables.writeRollup(MONDAY, 6);
    Snapshot staged = stageMonday();
    tables.writeRollup(TUESDAY, 1);
    tables.table(ROLLUP).manageSnapshots().cherrypick(staged.snapshotId()).commit();
    tables.writeRollup(MONDAY, 6);

    compact(ROLLUP, Layout.binPack());

    assertThat(tables.files(ROLLUP, MONDAY)).isEqualTo(1);
  }

  @Test
  void clusteredRowsLetQueriesOnTheirColumnsSkipFiles() throws IOException {
    tables
        .spark()
        .sql(
            "ALTER TABLE lake.raw.flights SET TBLPROPERTIES ('write.target-file-size-bytes'='32768')");
    tables.ingest(MONDAY, 12, 40_000);
    List<String> rows = tables.rows(RAW);
    assertThat(filesToRead()).isEqualTo(tables.files(RAW, MONDAY)).isGreaterThanOrEqualTo(12);

    CompactionReport report = compact(RAW, BY_ROUTE);

    assertThat(tables.rows(RAW)).isEqualTo(rows);
    assertThat(report.layout()).isEqualTo("z-order(origin, destination)");
    assertThat(report.filesAfter()).isGreaterThanOrEqualTo(8);
    assertThat(filesToRead()).isPositive().isLessThanOrEqualTo(report.filesAfter() / 4);
    assertThat(compaction(RAW, BY_ROUTE).plan().rewrites()).isEmpty();
  }

  private CompactionReport compact(String dataset, Layout layout) {
    TableCompaction compaction = compaction(dataset, layout);
    return compaction.carryOut(compaction.plan());
  }

  private TableCompaction compaction(String dataset, Layout layout) {
    return new TableCompaction(
        tables.spark(),
        dataset,
        tables.table(dataset),
        layout,
        Duration.ZERO,
        RecordedQueries.NONE,
        () -> {},
        Clock.systemUTC());
  }

  /** What a rollup run does before its checks. */
  private Snapshot stageMonday() {
    SparkSession staging = tables.spark().cloneSession();
    staging.conf().set("spark.wap.id", "run-1");
    staging.conf().set("spark.sql.sources.partitionOverwriteMode", "dynamic");
    staging.sql(
        """
        INSERT OVERWRITE lake.rollup.flights_by_origin_daily
        VALUES (timestamp '2026-05-04 00:00:00', timestamp '2026-05-05 00:00:00', 'staged', 1L)""");
    return StreamSupport.stream(tables.table(ROLLUP).snapshots().spliterator(), false)
        .filter(snapshot -> snapshot.summary().containsKey("wap.id"))
        .findFirst()
        .orElseThrow();
  }

  /** Files that a query for one route has to read. */
  private long filesToRead() throws IOException {
    Table table = tables.table(RAW);
    try (CloseableIterable<FileScanTask> tasks =
        table
            .newScan()
            .filter(Expressions.equal("origin", "FXX"))
            .filter(Expressions.equal("destination", "TYY"))
            .planFiles()) {
      return StreamSupport.stream(tasks.spliterator(), false).count();
    }
  }
}
