package io.headgate.compaction;

import static io.headgate.compaction.TestingTables.RAW;
import static io.headgate.compaction.TestingTables.ROLLUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.compaction.SnapshotUsers.StatedReaders;
import io.headgate.compaction.UpkeepReport.Outcome;
import io.headgate.platform.iceberg.CommittedEpoch;
import io.headgate.platform.iceberg.EpochAppend;
import io.headgate.platform.iceberg.EpochHistory;
import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.iceberg.PublishedMetadata;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RunReport;
import io.headgate.platform.registry.RunReport.Publication;
import io.headgate.testing.TestingFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten days later, all that nobody needs has gone, and nothing else. */
class SnapshotUpkeepTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-05-04");
  private static final String QUERY = "raw-ingest:flights";
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofDays(10));

  private final TestingTables tables = TestingTables.shared();

  @BeforeEach
  void emptyTables() {
    tables.reset();
  }

  @Test
  void aQueryThatStartsAgainFindsItsLastEpochBehindOtherWriters() {
    EpochMarker marker = marker(7);
    long epoch = append(marker).snapshot().snapshotId();
    tables.ingest(MONDAY, 2, 20);
    tables.ingest(MONDAY, 2, 20);

    UpkeepReport report = expire(RAW, StatedReaders.NONE);

    assertThat(report.outcome()).isEqualTo(Outcome.DONE);
    assertThat(ids(RAW)).containsExactlyInAnyOrder(epoch, head(RAW).snapshotId());
    assertThat(append(marker).snapshot().snapshotId()).isEqualTo(epoch);
    assertThat(tables.rows(RAW)).hasSize(40);
    assertThat(append(marker(8)).snapshot().snapshotId()).isEqualTo(head(RAW).snapshotId());
  }

  @Test
  void aQueryWhoseTagIsGoneKeepsItsLastEpochAllTheSame() {
    tables.ingest(MONDAY, 1, 10);
    long epoch = append(marker(7)).snapshot().snapshotId();
    tables.ingest(MONDAY, 1, 10);
    tables.table(RAW).manageSnapshots().removeTag(new EpochHistory(QUERY).tag()).commit();

    expire(RAW, StatedReaders.NONE);

    assertThat(ids(RAW)).containsExactlyInAnyOrder(epoch, head(RAW).snapshotId());
  }

  @Test
  void whatReadersOfThePublishedTableSeeStaysReadableAndWhatIsHeldBackToo() {
    tables.writeRollup(MONDAY, 2);
    Snapshot seen = publish();
    tables.writeRollup(MONDAY.plusDays(1), 3);
    tables.writeRollup(MONDAY.plusDays(2), 1);

    UpkeepReport report = expire(ROLLUP, StatedReaders.NONE);

    assertThat(report.before().count()).isEqualTo(3);
    assertThat(ids(ROLLUP)).containsExactlyInAnyOrder(seen.snapshotId(), head(ROLLUP).snapshotId());
    assertThat(
            tables
                .spark()
                .sql("SELECT * FROM lake.%s VERSION AS OF %d".formatted(ROLLUP, seen.snapshotId()))
                .collectAsList())
        .hasSize(2);
  }

  @Test
  void theNewestSnapshotThatTheLedgerNamesForAPartitionThatCanBeCorrectedStays() {
    LocalDate today = LocalDate.now(LATER);
    tables.ingest(today, 1, 10);
    long named = head(RAW).snapshotId();
    tables.registry.postLedger(ledger(named, today));
    tables.ingest(MONDAY, 1, 10);
    long old = head(RAW).snapshotId();
    tables.registry.postLedger(ledger(old, MONDAY));
    tables.ingest(MONDAY, 1, 10);

    expire(RAW, StatedReaders.NONE);

    assertThat(ids(RAW)).containsExactlyInAnyOrder(named, head(RAW).snapshotId());
  }

  @Test
  void aStreamThatReadsTheTableGoesOnFromItsCheckpoint() throws Exception {
    String checkpoint = TestingFolder.create("headgate-reader-").toUri().toString();
    Path out = TestingFolder.create("headgate-read-");
    tables.ingest(MONDAY, 1, 10);
    tables.ingest(MONDAY, 1, 10);
    read(checkpoint, out);
    tables.ingest(MONDAY, 1, 15);
    tables.ingest(MONDAY, 1, 5);

    UpkeepReport report =
        expire(RAW, new StatedReaders(List.of(new ReaderCheckpoint(checkpoint)), List.of()));

    assertThat(report.before().count() - report.after().count()).isEqualTo(1);
    read(checkpoint, out);
    assertThat(tables.spark().read().parquet(out.toUri().toString()).count()).isEqualTo(40);
  }

  @Test
  void aStatedReaderKeepsItsSnapshotAndAllAfterIt() {
    tables.ingest(MONDAY, 1, 10);
    tables.ingest(MONDAY, 1, 10);
    long reader = head(RAW).snapshotId();
    tables.ingest(MONDAY, 1, 10);
    tables.ingest(MONDAY, 1, 10);

    expire(RAW, new StatedReaders(List.of(), List.of(reader)));

    assertThat(ids(RAW)).hasSize(3).contains(reader);
  }

  @Test
  void aDryRunAndARunThatIsTooEarlyChangeNothing() {
    tables.ingest(MONDAY, 1, 10);
    tables.ingest(MONDAY, 1, 10);

    UpkeepReport early = upkeep(RAW, StatedReaders.NONE, Clock.systemUTC()).run(false);
    UpkeepReport dry = upkeep(RAW, StatedReaders.NONE, LATER).run(true);

    assertThat(early.outcome()).isEqualTo(Outcome.LEFT);
    assertThat(early.why())
        .isEqualTo("2 were the head in the last PT120H, 0 older ones are needed");
    assertThat(dry.outcome()).isEqualTo(Outcome.PLANNED);
    assertThat(dry.why()).startsWith("1 may go: ");
    assertThat(ids(RAW)).hasSize(2);
  }

  private UpkeepReport expire(String dataset, StatedReaders readers) {
    return upkeep(dataset, readers, LATER).run(false);
  }

  private SnapshotUpkeep upkeep(String dataset, StatedReaders readers, Clock clock) {
    SnapshotUsers users =
        new SnapshotUsers(
            tables.registry,
            "flights",
            tables.environment.get("HEADGATE_CATALOG_WAREHOUSE"),
            Duration.ofDays(7),
            readers,
            clock);
    return new SnapshotUpkeep(
        tables.spark(), dataset, tables.table(dataset), Duration.ofDays(5), users, clock);
  }

  private CommittedEpoch append(EpochMarker marker) {
    return new EpochAppend(tables.table(RAW), marker, List.of()).commit();
  }

  private static EpochMarker marker(long epoch) {
    return new EpochMarker(
        QUERY,
        "a-query-id",
        epoch,
        List.of(new OffsetRange("t", 0, epoch * 10, epoch * 10 + 10)),
        Map.of());
  }

  /** What a rollup run does at its end. */
  private Snapshot publish() {
    Table table = tables.table(ROLLUP);
    Publication publication =
        PublishedMetadata.write(
            table,
            TableIdentifier.parse(ROLLUP),
            table.currentSnapshot(),
            tables.environment.get("HEADGATE_CATALOG_WAREHOUSE"));
    Instant start = Instant.parse(MONDAY + "T00:00:00Z");
    tables.registry.postRun(
        new RunReport(
            UUID.randomUUID().toString(),
            ROLLUP,
            "flights",
            1,
            start,
            start.plus(Duration.ofDays(1)),
            PartitionState.PUBLISHED,
            Map.of(MONDAY.toString(), 2L),
            List.of(),
            Map.of(),
            publication,
            start,
            start));
    return table.currentSnapshot();
  }

  private static LedgerRow ledger(long snapshot, LocalDate date) {
    Instant now = LATER.instant();
    return new LedgerRow(
        QUERY,
        UUID.randomUUID().toString(),
        0,
        RAW,
        "flights",
        1,
        List.of(),
        10,
        10,
        0,
        Map.of("event_date=" + date, 10L),
        snapshot,
        null,
        null,
        now,
        now);
  }

  /** Everything that is there, by a stream that is then stopped. */
  private void read(String checkpoint, Path out) throws Exception {
    StreamingQuery query =
        tables
            .spark()
            .readStream()
            .format("iceberg")
            .load("lake." + RAW)
            .writeStream()
            .format("parquet")
            .option("checkpointLocation", checkpoint)
            .option("path", out.toUri().toString())
            .start();
    try {
      query.processAllAvailable();
    } finally {
      query.stop();
    }
  }

  private Snapshot head(String dataset) {
    return tables.table(dataset).currentSnapshot();
  }

  private List<Long> ids(String dataset) {
    return StreamSupport.stream(tables.table(dataset).snapshots().spliterator(), false)
        .map(Snapshot::snapshotId)
        .toList();
  }
}
