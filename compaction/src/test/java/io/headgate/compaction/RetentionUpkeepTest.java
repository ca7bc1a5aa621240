package io.headgate.compaction;

import static io.headgate.compaction.TestingTables.RAW;
import static io.headgate.compaction.TestingTables.ROLLUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.compaction.UpkeepReport.Outcome;
import io.headgate.platform.iceberg.RemovedPartitions;
import io.headgate.platform.iceberg.SnapshotHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionUpkeepTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-05-04");
  private static final Duration KEPT = Duration.ofDays(30);

  /** Monday ended 30 days ago. */
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-06-04T00:00:00Z"), ZoneOffset.UTC);

  private final TestingTables tables = TestingTables.shared();

  @BeforeEach
  void emptyTables() {
    tables.reset();
  }

  @Test
  void partitionsThatEndedBeforeGoAndRowsThatCameMeanwhileStay() {
    tables.ingest(MONDAY.minusDays(1), 1, 10);
    tables.ingest(MONDAY, 2, 20);
    tables.ingest(MONDAY.plusDays(1), 3, 30);
    Table asPlanned = tables.table(RAW);
    tables.ingest(MONDAY.plusDays(2), 1, 5);

    UpkeepReport report = new RetentionUpkeep(RAW, asPlanned, KEPT, NOW).run(false);

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(report.why())
        .isEqualTo(
            "2 partitions ended more than PT720H ago: event_date=2026-05-03 to event_date=2026-05-04");
    assertThat(report.before().count()).isEqualTo(6);
    assertThat(report.after().count()).isEqualTo(4);
    assertThat(tables.rows(RAW)).hasSize(35);
  }

  @Test
  void noRollupRunsAgainBecauseItsEventsAreNoLongerKept() {
    tables.ingest(MONDAY, 1, 10);
    long ingested = tables.table(RAW).currentSnapshot().snapshotId();

    upkeep(NOW).run(false);

    assertThat(tables.rows(RAW)).isEmpty();
    assertThat(
            SnapshotHistory.newestChange(
                tables.table(RAW), ("event_date=" + MONDAY)::equals, Optional.empty()))
        .get()
        .extracting(Snapshot::snapshotId)
        .isEqualTo(ingested);
  }

  @Test
  void theTableKeepsWhatWasRemovedAndALateEventMovesItNotBack() {
    tables.ingest(MONDAY, 1, 10);
    assertThat(RemovedPartitions.of(tables.table(RAW))).isEmpty();
    upkeep(NOW).run(false);
    RemovedPartitions removed = new RemovedPartitions(Instant.parse("2026-05-05T00:00:00Z"), KEPT);
    assertThat(RemovedPartitions.of(tables.table(RAW))).contains(removed);

    tables.ingest(MONDAY.minusDays(3), 1, 1);
    upkeep(NOW).run(false);

    assertThat(tables.rows(RAW)).isEmpty();
    assertThat(RemovedPartitions.of(tables.table(RAW))).contains(removed);
  }

  @Test
  void aPartitionStaysToTheLastMomentAndADryRunOnlyTells() {
    tables.ingest(MONDAY, 1, 10);
    Clock before = Clock.offset(NOW, Duration.ofMillis(-1));

    assertThat(upkeep(before).run(false).outcome()).isEqualTo(Outcome.LEFT);
    assertThat(upkeep(NOW).run(true).outcome()).isEqualTo(Outcome.PLANNED);
    assertThat(tables.rows(RAW)).hasSize(10);
  }

  @Test
  void partitionsByTheDayOfAnInstantGoToo() {
    tables.writeRollup(MONDAY, 2);
    tables.writeRollup(MONDAY.plusDays(1), 3);

    UpkeepReport report = new RetentionUpkeep(ROLLUP, tables.table(ROLLUP), KEPT, NOW).run(false);

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(tables.rows(ROLLUP))
        .hasSize(3)
        .allSatisfy(row -> assertThat(row).contains("2026-05-05"));
  }

  @Test
  void aContractThatSaysNothingKeepsEverything() {
    tables.ingest(MONDAY, 1, 10);

    UpkeepReport report = new RetentionUpkeep(RAW, tables.table(RAW), null, NOW).run(false);

    assertThat(report.outcome()).isEqualTo(Outcome.LEFT);
    assertThat(report.why()).isEqualTo("the contract keeps it for ever");
  }

  private RetentionUpkeep upkeep(Clock clock) {
    return new RetentionUpkeep(RAW, tables.table(RAW), KEPT, clock);
  }
}
