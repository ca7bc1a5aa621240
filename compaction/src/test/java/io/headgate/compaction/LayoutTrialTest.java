package io.headgate.compaction;

import static io.headgate.compaction.TestingTables.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.HeadgateException;
import io.headgate.testing.TestingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether rows are sorted or Z-ordered is decided by what recorded queries skip. */
class LayoutTrialTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-05-04");
  private static final Layout BY_BOTH = Layout.zOrder(List.of("destination", "origin"));

  private final TestingTables tables = TestingTables.shared();

  @BeforeEach
  void emptyTables() {
    tables.reset();
  }

  @Test
  void queriesThatFixOneColumnAreServedBySortingByIt() throws IOException {
    tables.ingest(MONDAY, 12, 40_000);
    RecordedQueries queries =
        recorded(
            "{\"dataset\": \"raw.flights\", \"filter\": \"origin = 'FXX'\", \"times\": 50}",
            "{\"dataset\": \"raw.other\", \"filter\": \"nonsense = 1\"}");

    Map<Layout, Skipping> measured = trial(queries).measure();

    assertThat(LayoutTrial.best(measured, null)).isEqualTo(Layout.sort(List.of("origin")));
  }

  @Test
  void eachCandidateIsMeasuredAndTheReportTellsFilesSkippedBeforeAndAfter() throws IOException {
    tables.ingest(MONDAY, 24, 40_000);
    tables.table(RAW).updateProperties().set("write.target-file-size-bytes", "32768").commit();
    RecordedQueries queries =
        recorded(
            "{\"dataset\": \"raw.flights\", \"filter\": \"origin = 'FXX'\", \"times\": 5}",
            "{\"dataset\": \"raw.flights\", \"filter\": \"destination = 'TYY'\", \"times\": 5}");

    Map<Layout, Skipping> measured = trial(queries).measure();
    Layout best = LayoutTrial.best(measured, null);

    assertThat(measured.keySet())
        .containsExactly(
            Layout.sort(List.of("destination", "origin")),
            Layout.sort(List.of("origin", "destination")),
            BY_BOTH);
    assertThat(measured.values())
        .allSatisfy(each -> assertThat(each.filesRead()).isPositive().isLessThan(each.files()));
    assertThat(measured.get(best).bytesRead())
        .isEqualTo(measured.values().stream().mapToLong(Skipping::bytesRead).min().orElseThrow());
    assertThat(tables.spark().sql("SHOW TABLES IN lake.trial").count()).isZero();

    TableCompaction compaction =
        new TableCompaction(
            tables.spark(),
            RAW,
            tables.table(RAW),
            best,
            Duration.ZERO,
            queries,
            () -> {},
            Clock.systemUTC());
    CompactionReport report = compaction.carryOut(compaction.plan());

    assertThat(report.queriesBefore().filesSkipped()).isZero();
    assertThat(report.queriesAfter().filesSkipped()).isPositive();
    assertThat(ReportTable.of(report)).contains("Recorded queries skip 0 of 240 files before,");
  }

  @Test
  void ofEqualLayoutsTheSimplerIsTaken() {
    Map<Layout, Skipping> measured = new LinkedHashMap<>();
    measured.put(Layout.sort(List.of("a", "b")), new Skipping(32, 8, 100));
    measured.put(Layout.sort(List.of("b", "a")), new Skipping(32, 4, 80));
    measured.put(Layout.zOrder(List.of("a", "b")), new Skipping(32, 4, 80));

    assertThat(LayoutTrial.best(measured, null)).isEqualTo(Layout.sort(List.of("b", "a")));
  }

  @Test
  void theLayoutThatTheTableHasStaysUnlessAnotherIsClearlyBetter() {
    Layout sort = Layout.sort(List.of("a", "b"));
    Layout zOrder = Layout.zOrder(List.of("a", "b"));

    assertThat(
            LayoutTrial.best(
                Map.of(sort, new Skipping(32, 8, 100), zOrder, new Skipping(32, 7, 80)),
                sort.toString()))
        .isEqualTo(sort);
    assertThat(
            LayoutTrial.best(
                Map.of(sort, new Skipping(32, 8, 100), zOrder, new Skipping(32, 6, 79)),
                sort.toString()))
        .isEqualTo(zOrder);
  }

  @Test
  void aLineThatIsNoQueryOfTheTableIsToldWithItsReason() {
    assertThatThrownBy(() -> recorded("{\"dataset\": \"raw.flights\", \"filter\": \"gate = 1\"}"))
        .isInstanceOf(HeadgateException.class)
        .hasMessageStartingWith("Cannot read the recorded query {\"dataset\": \"raw.flights\"")
        .hasMessageContaining("gate");
    assertThatThrownBy(() -> recorded("origin = 'FXX'"))
        .isInstanceOf(HeadgateException.class)
        .hasMessageContaining("Write it like {");
  }

  private LayoutTrial trial(RecordedQueries queries) {
    Table table = tables.table(RAW);
    return new LayoutTrial(tables.spark(), RAW, table, queries);
  }

  private RecordedQueries recorded(String... lines) throws IOException {
    Path file = TestingFolder.create("headgate-queries-").resolve("queries.jsonl");
    Files.write(file, List.of(lines));
    return RecordedQueries.read(tables.spark(), file.toUri().toString(), RAW);
  }
}
