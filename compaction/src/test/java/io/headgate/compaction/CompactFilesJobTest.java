package io.headgate.compaction;

import static io.headgate.compaction.TestingTables.RAW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.iceberg.SnapshotHistory;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The job as its command line starts it, on a lake with a real catalog. */
class CompactFilesJobTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-05-04");
  private static final LocalDate TUESDAY = MONDAY.plusDays(1);
  private static final LocalDate NOT_OVER = LocalDate.parse("2100-01-01");

  private final TestingTables tables = TestingTables.shared();
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeEach
  void emptyTables() {
    tables.reset();
  }

  @Test
  void smallFilesBecomeFewAndEveryRowStays() throws IOException {
    for (int commit = 0; commit < 3; commit++) {
      tables.ingest(MONDAY, 4, 500);
      tables.ingest(TUESDAY, 2, 300);
      tables.ingest(NOT_OVER, 3, 100);
    }
    List<String> rows = tables.rows(RAW);
    assertThat(rows).hasSize(2700);

    assertThat(compact("--older-than", "PT0S")).isZero();

    assertThat(tables.rows(RAW)).isEqualTo(rows);
    assertThat(tables.files(RAW, MONDAY)).isEqualTo(1);
    assertThat(tables.files(RAW, TUESDAY)).isEqualTo(1);
    assertThat(tables.files(RAW, NOT_OVER)).isEqualTo(9);
    JsonNode report = Json.MAPPER.readTree(out.toString());
    assertThat(report.path("verdicts"))
        .isEqualTo(
            Json.MAPPER.readTree("{\"GOOD\":0,\"OPEN\":1,\"REWRITE\":2,\"STAGED\":0,\"YOUNG\":0}"));
    assertThat(report.path("files_before").asInt()).isEqualTo(18);
    assertThat(report.path("files_after").asInt()).isEqualTo(2);
    assertThat(report.path("bytes_after").asLong())
        .isPositive()
        .isLessThan(report.path("bytes_before").asLong());
    assertThat(report.path("partitions").get(0).path("rows").asLong()).isEqualTo(1500);
    assertThat(err.toString())
        .contains(
            "raw.flights, bin-pack. Partitions: rewrite 2, good 0, open 1, young 0, staged 0.")
        .containsPattern("event_date=2026-05-04 \\| +12 \\| +1 \\|");
  }

  @Test
  void aSecondRunFindsNothingToDo() {
    tables.ingest(MONDAY, 12, 500);
    assertThat(compact("--older-than", "PT0S")).isZero();
    long snapshot = tables.table(RAW).currentSnapshot().snapshotId();

    assertThat(compact("--older-than", "PT0S")).isZero();

    assertThat(tables.table(RAW).currentSnapshot().snapshotId()).isEqualTo(snapshot);
    assertThat(err.toString()).contains("rewrite 0, good 1");
  }

  @Test
  void noRollupRunsAgainBecauseItsInputWasCompacted() {
    tables.ingest(MONDAY, 12, 500);
    long before = inputOfMonday();

    assertThat(compact("--older-than", "PT0S")).isZero();

    assertThat(tables.files(RAW, MONDAY)).isEqualTo(1);
    assertThat(inputOfMonday()).isEqualTo(before);
    tables.ingest(MONDAY, 1, 1);
    assertThat(inputOfMonday()).isNotEqualTo(before);
  }

  @Test
  void rowsThatCameWithinTheHourWaitByDefault() {
    tables.ingest(MONDAY, 12, 500);

    assertThat(compact()).isZero();

    assertThat(tables.files(RAW, MONDAY)).isEqualTo(12);
    assertThat(err.toString()).contains("rewrite 0, good 0, open 0, young 1");
  }

  @Test
  void aDryRunTellsThePlanAndChangesNothing() {
    tables.ingest(MONDAY, 12, 500);

    assertThat(compact("--older-than", "PT0S", "--dry-run")).isZero();

    assertThat(tables.files(RAW, MONDAY)).isEqualTo(12);
    assertThat(err.toString())
        .contains("dry run", "12 of 12 files are not between 128 MiB and 512 MiB");
  }

  @Test
  void mistakesEndWithBadConfigurationAndARemedy() {
    assertThat(run("--pipeline", "trains", "--dataset", RAW)).isEqualTo(2);
    assertThat(err.toString())
        .contains("pipeline 'trains': the registry does not know it. Apply its folder");
    assertThat(run("--pipeline", "flights", "--dataset", "raw.trains")).isEqualTo(2);
    assertThat(err.toString())
        .contains("no dataset 'raw.trains' in the lake. Give --dataset one of raw.flights,");
    assertThat(compact("--strategy", "random")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'random' is no strategy; give bin-pack, z-order, sort, measured");
    assertThat(compact("--older-than", "-PT1H")).isEqualTo(2);
    assertThat(err.toString()).contains("--older-than PT-1H is negative. Give PT0S or more.");
  }

  @Test
  void helpTellsOptionsAndExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("Usage: compact-files", "--dataset=NAME", "Default: PT1H", "Default: bin-pack")
        .contains("Exit codes: 0 rewritten, or nothing to do");
  }

  private int compact(String... options) {
    List<String> arguments = new ArrayList<>(List.of("--pipeline", "flights", "--dataset", RAW));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return new JobLauncher(tables.environment, new PrintWriter(out), new PrintWriter(err))
        .execute(new CompactFilesJob(), arguments);
  }

  /** By which the run is known that makes Monday's rollup from what raw holds now. */
  private long inputOfMonday() {
    return SnapshotHistory.newestChange(
            tables.table(RAW), ("event_date=" + MONDAY)::equals, Optional.empty())
        .orElseThrow()
        .snapshotId();
  }
}
