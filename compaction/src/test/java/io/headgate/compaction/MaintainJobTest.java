package io.headgate.compaction;

import static io.headgate.compaction.TestingTables.METRICS;
import static io.headgate.compaction.TestingTables.OFFENDING;
import static io.headgate.compaction.TestingTables.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.iceberg.EpochAppend;
import io.headgate.platform.iceberg.EpochHistory;
import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.platform.registry.TableLease;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The job as its command line starts it, on a lake with a real catalog and a real registry. */
class MaintainJobTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-05-04");
  private static final String QUERY = "raw-ingest:flights";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final TestingTables tables = TestingTables.shared();
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeEach
  void emptyTables() {
    tables.reset();
  }

  @Test
  void aDryRunSaysWhatIsWorthDoingAndWhyAndChangesNothing() throws IOException {
    tables.ingest(MONDAY, 12, 500);
    tables.ingest(MONDAY, 2, 20);
    long head = tables.table(RAW).currentSnapshot().snapshotId();

    assertThat(maintain("--older-than", "PT0S", "--snapshots-older-than", "PT0S", "--dry-run"))
        .isZero();

    assertThat(tables.table(RAW).currentSnapshot().snapshotId()).isEqualTo(head);
    assertThat(tables.table(RAW).snapshots()).hasSize(2);
    assertThat(tables.registry.leases().all()).isEmpty();
    assertThat(told("outcome"))
        .containsExactly("left", "planned", "planned", "left", "planned", "left");
    assertThat(told("why"))
        .containsExactly(
            "the contract keeps it for ever",
            "bin-pack: partitions rewrite 1",
            "z-order(origin, destination): partitions rewrite 1",
            "2 manifests, and 1 would do",
            "1 may go: 1 were the head in the last PT0S, 0 older ones are needed",
            "0 files older than PT72H belong to no snapshot");
    assertThat(err.toString()).contains("14 of 14 files are not between 128 MiB and 512 MiB");
  }

  @Test
  void everythingIsDoneInOrderAndEveryRowStays() throws IOException {
    for (int commit = 0; commit < 3; commit++) {
      tables.ingest(MONDAY, 4, 100);
    }
    List<String> rows = tables.rows(RAW);

    assertThat(maintain("--older-than", "PT0S", "--action", "bin-pack,manifests,snapshots"))
        .isZero();
    assertThat(
            maintain(
                "--snapshots-older-than", "PT0S", "--action", "snapshots", "--action", "orphans"))
        .isZero();

    assertThat(tables.rows(RAW)).isEqualTo(rows).hasSize(300);
    assertThat(tables.files(RAW, MONDAY)).isEqualTo(1);
    assertThat(tables.table(RAW).snapshots()).hasSize(1);
    assertThat(tables.registry.leases().all()).isEmpty();
    assertThat(tables.registry.activity().maintenance())
        .filteredOn(report -> report.action().equals("bin-pack"))
        .filteredOn(report -> report.outcome() == MaintenanceReport.Outcome.DONE)
        // Those of what checks have found are another story's.
        .filteredOn(report -> !report.dataset().matches("(metrics|offending)\\..*"))
        .extracting(MaintenanceReport::dataset, report -> report.after().count())
        .containsExactly(tuple(RAW, 1L));
  }

  @Test
  void aTableThatAnotherJobMaintainsIsLeftAndTheRunFails() throws IOException {
    tables.ingest(MONDAY, 12, 120);
    try (TableLease lease =
        TableLease.acquire(tables.registry, RAW, "another job", Duration.ofMinutes(2))) {
      assertThat(maintain("--older-than", "PT0S")).isEqualTo(3);
      assertThat(told("why"))
          .singleElement()
          .asString()
          .contains("'raw.flights' is maintained by another job");
      lease.requireHeld();
    }

    assertThat(tables.files(RAW, MONDAY)).isEqualTo(12);
    assertThat(maintain("--older-than", "PT0S", "--action", "bin-pack")).isZero();
    assertThat(tables.files(RAW, MONDAY)).isEqualTo(1);
  }

  @Test
  void besideALiveStreamNoEpochAndNoRowIsLost() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService stream = Executors.newSingleThreadExecutor();
    try {
      tables.ingest(MONDAY, 12, 120);
      Future<Long> epochs = stream.submit(() -> stream(stop));
      for (int round = 0; round < 2; round++) {
        for (String action : List.of("bin-pack", "manifests", "snapshots")) {
          int exit = maintainHere(action);
          assertThat(exit).as(err.toString()).isIn(0, 3);
        }
      }
      stop.set(true);
      long last = epochs.get(3, TimeUnit.MINUTES);

      assertThat(tables.rows(RAW)).hasSize(120 + (int) last * 3);
      assertThat(new EpochHistory(QUERY).last(tables.table(RAW)).orElseThrow().marker().epoch())
          .isEqualTo(last);
      assertThat(maintain("--older-than", "PT0S", "--action", "bin-pack")).isZero();
    } finally {
      stop.set(true);
      stream.shutdownNow();
    }
  }

  /** The upkeep of one kind, in a session that stays open for the stream. */
  private int maintainHere(String action) {
    return upkeep(tables.contract).carryOut(RAW, Set.of(UpkeepKind.of(action))).stream()
        .mapToInt(report -> report.failure() == null ? 0 : report.failure().code())
        .max()
        .orElseThrow();
  }

  private TableUpkeep upkeep(PipelineContract contract) {
    return new TableUpkeep(
        tables.spark(),
        tables.registry,
        contract,
        tables.environment.get("HEADGATE_CATALOG_WAREHOUSE"),
        new UpkeepLimits(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofDays(1),
            Duration.ofDays(7),
            SnapshotUsers.StatedReaders.NONE,
            null,
            Duration.ofMinutes(2)),
        report -> {},
        Clock.systemUTC());
  }

  @Test
  void whatChecksHaveFoundIsPackedAndOffendingRowsGoWithTheRawEventsOfTheirDay() {
    tables.resetFindings();
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    tables.find(today.minusDays(40), "a run");
    for (int run = 0; run < FilePlanner.ENOUGH_FILES; run++) {
      tables.find(today.minusDays(3), "run " + run);
    }
    Duration week = Duration.ofDays(7);
    TableUpkeep upkeep =
        upkeep(
            tables.contractWith(
                new Retention(week, week, Duration.ofDays(30), null, Duration.ofDays(60), null)));

    for (String dataset : List.of(METRICS, OFFENDING)) {
      List<UpkeepReport> reports =
          upkeep.carryOut(dataset, EnumSet.complementOf(EnumSet.of(UpkeepKind.CLUSTER)));

      assertThat(reports).extracting(UpkeepReport::failure).containsOnlyNulls();
      assertThat(tables.files(dataset, today.minusDays(3))).isEqualTo(1);
      assertThat(tables.table(dataset).snapshots()).hasSize(1);
    }
    assertThat(tables.rows(METRICS)).hasSize(6);
    assertThat(tables.rows(OFFENDING))
        .hasSize(5)
        .allSatisfy(row -> assertThat(row).contains(today.minusDays(3).toString()));
    assertThat(tables.registry.activity().maintenance())
        .extracting(MaintenanceReport::dataset)
        .contains(METRICS, OFFENDING);
  }

  /** Epochs as raw-ingest commits them, and rows beside them, until it is told to stop. */
  private long stream(AtomicBoolean stop) {
    long epoch = 0;
    while (!stop.get()) {
      epoch++;
      tables.ingest(MONDAY.plusDays(1), 1, 3);
      EpochMarker marker =
          new EpochMarker(
              QUERY,
              "a-query-id",
              epoch,
              List.of(new OffsetRange("t", 0, epoch * 3, epoch * 3 + 3)),
              Map.of());
      new EpochAppend(tables.table(RAW), marker, List.of()).commit();
    }
    return epoch;
  }

  @Test
  void aJobThatIsKilledLeavesAllRowsAndTheNextOneFinishesItsWork() throws Exception {
    for (int day = 0; day < 6; day++) {
      tables.ingest(MONDAY.plusDays(day), 12, 60);
    }
    List<String> rows = tables.rows(RAW);
    long head = tables.table(RAW).currentSnapshot().snapshotId();
    Path log = Files.createTempFile("headgate-maintain-", ".log");
    Process job = start(log, "--older-than=PT0S", "--action=bin-pack", "--lease=PT5S");
    try {
      await()
          .atMost(PATIENCE)
          .until(() -> !job.isAlive() || tables.table(RAW).currentSnapshot().snapshotId() != head);
      assertThat(job.destroyForcibly().waitFor()).as(Files.readString(log)).isEqualTo(137);
    } finally {
      job.destroyForcibly();
    }
    assertThat(tables.table(RAW).currentSnapshot().snapshotId()).isNotEqualTo(head);
    assertThat(tables.rows(RAW)).isEqualTo(rows);

    await()
        .atMost(PATIENCE)
        .until(() -> maintain("--older-than", "PT0S", "--action", "bin-pack") == 0);

    assertThat(tables.rows(RAW)).isEqualTo(rows);
    for (int day = 0; day < 6; day++) {
      assertThat(tables.files(RAW, MONDAY.plusDays(day))).isEqualTo(1);
    }
    Files.delete(log);
  }

  @Test
  void mistakesEndWithBadConfigurationAndARemedy() {
    assertThat(run("--pipeline", "trains")).isEqualTo(2);
    assertThat(err.toString())
        .contains("pipeline 'trains': the registry does not know it. Apply its folder");
    assertThat(maintain("--action", "sweep")).isEqualTo(2);
    assertThat(err.toString()).contains("'sweep' is no action; give some of retention, bin-pack,");
    assertThat(maintain("--orphans-older-than", "PT1H")).isEqualTo(2);
    assertThat(err.toString()).contains("Give --orphans-older-than PT24H or more.");
    assertThat(run("--pipeline", "flights", "--reader-snapshot", "7")).isEqualTo(2);
    assertThat(err.toString()).contains("--reader-snapshot belongs to one table");
    assertThat(maintain("--reader-snapshot", "7", "--action", "snapshots")).isEqualTo(2);
    assertThat(err.toString()).contains("has no snapshot 7. Correct --reader-snapshot");
  }

  private Process start(Path log, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"));
    command.addAll(List.of(System.getProperty("headgate.spark.jvm.opens").split("\\s+", -1)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(MaintainJob.class.getName(), "--pipeline=flights", "--dataset=" + RAW));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(tables.environment);
    return builder.start();
  }

  /** A field of every line of the report. */
  private List<String> told(String field) throws IOException {
    List<String> values = new ArrayList<>();
    for (JsonNode each : Json.MAPPER.readTree(out.toString()).path("upkeep")) {
      values.add(each.path(field).asText());
    }
    return values;
  }

  private int maintain(String... options) {
    List<String> arguments = new ArrayList<>(List.of("--pipeline", "flights", "--dataset", RAW));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return new JobLauncher(tables.environment, new PrintWriter(out), new PrintWriter(err))
        .execute(new MaintainJob(), arguments);
  }
}
