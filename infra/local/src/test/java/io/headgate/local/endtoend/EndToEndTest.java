package io.headgate.local.endtoend;

import static io.headgate.local.endtoend.FlightsStack.AGGREGATE;
import static io.headgate.local.endtoend.FlightsStack.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.airflow.client.model.DagRun;
import io.headgate.airflow.client.model.DagRunState;
import io.headgate.local.HeadgateProcess;
import io.headgate.local.airflow.AirflowRuns;
import io.headgate.local.replay.ReplaySelection;
import io.headgate.local.replay.ReplaySelection.Half;
import io.headgate.platform.registry.GateAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four days of flights go through a whole stack. The chapters build on one another: a stack takes a
 * minute to start, and a published day needs the days before it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndTest {
  private static final String DAG = "flights__rollup_daily";
  private static final List<String> POSITION = List.of("_topic_partition", "_offset");
  private static final Duration RUN_PATIENCE = Duration.ofMinutes(10);

  // The recording counts in minutes.
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
  // An hour back, so that what leaves late on the last day has arrived.
  private final LocalDate half =
      now.minus(Duration.ofHours(1)).atZone(ZoneOffset.UTC).toLocalDate().minusDays(1);
  // As many days before as the checks of a day want to compare it with.
  private final LocalDate first = half.minusDays(3);

  private FlightsStack stack;
  private FlightsTruth truth;
  private StoreComparison comparison;
  private int shiftWeeks;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stack = new FlightsStack(folder);
    stack.up("kafka", "postgres", "clickhouse", "registry", "trino");
    stack.apply();
  }

  @AfterAll
  void stop() throws Exception {
    if (truth != null) {
      truth.close();
    }
    stack.down();
  }

  @Test
  @Order(1)
  void aDriverKilledBetweenWriteAndCommitLosesAndDoublesNothing(@TempDir Path faults)
      throws Exception {
    shiftWeeks = stack.replay(ReplaySelection.of(start(first), start(half)), now).shiftWeeks();
    sendBadRecords();

    try (SubmittedJob driver =
        stack.submit(
            "streaming-jobs",
            "io.headgate.streaming.PipelineStreamsJob",
            Map.of(
                "HEADGATE_FAULTS_PAUSE_AT",
                "after-raw-commit",
                "HEADGATE_FAULTS_FOLDER",
                faults.toString()))) {
      await()
          .atMost(Duration.ofMinutes(3))
          .failFast(driver.log(), () -> !driver.isRunning())
          .until(() -> Files.exists(faults.resolve("after-raw-commit")));
      driver.kill();
    }
    Path checkpoint = stack.layout().checkpoints().resolve("raw-ingest/flights");
    assertThat(newestEpoch(checkpoint.resolve("offsets")))
        .as("the batch was begun, and Spark does not know that it was written")
        .isEqualTo(newestEpoch(checkpoint.resolve("commits")) + 1);
    assertThat(stack.stores().lake("raw.flights", "_offset").rows()).as("written").isNotEmpty();

    // Its batch is taken up by another job, and the aggregates by the stack's own driver.
    stack.runUntilAllIsRead("io.headgate.streaming.RawIngestJob", "raw.flights");
    stack.up("streams");
    stack.awaitIngest(AGGREGATE);

    comparison = comparison(start(half));
    assertRawHoldsEachValidFlightOnce();
    assertThat(comparison.liveWindows(start(half))).isEmpty();
  }

  @Test
  @Order(2)
  void badRecordsEndInQuarantineAndDeadLettersEachWithItsOwnReason() throws Exception {
    Map<String, String> expected =
        Map.of(
            "not-avro", "NOT_AVRO",
            "unknown-schema", "UNKNOWN_SCHEMA",
            "truncated", "UNDECODABLE",
            "breaks-a-rule", "RULE_BROKEN",
            "year-9999", "EVENT_TIME_AHEAD",
            "empty", "EMPTY_VALUE");

    Rows quarantined =
        stack
            .stores()
            .lake("quarantine.flights", "decode(_key) AS k, _error_class, _error_message");
    assertThat(
            quarantined.rows().stream()
                .filter(row -> expected.containsKey(String.valueOf(row.get("k"))))
                .collect(Collectors.toMap(row -> row.get("k"), row -> row.get("_error_class"))))
        .isEqualTo(expected);
    assertThat(quarantined.rows())
        .filteredOn(row -> row.get("k").equals("breaks-a-rule"))
        .singleElement()
        .extracting(row -> row.get("_error_message"))
        .isEqualTo("Rule distance_is_positive does not hold: distance_miles > 0");

    Map<String, String> deadLettered =
        stack.topic(TOPIC + ".dlq").records().stream()
            .filter(record -> expected.containsKey(text(record.key())))
            .collect(
                Collectors.toMap(
                    record -> text(record.key()),
                    record -> text(record.headers().lastHeader("headgate.error-class").value()),
                    (first, again) -> again)); // dead letters come at least once
    assertThat(deadLettered).isEqualTo(expected);
  }

  @Test
  @Order(3)
  void publishedRowsOfBothStoresEqualTheTruth() throws Exception {
    stack.up();
    stack.replay(ReplaySelection.of(start(half), now).with(new Half(half, false)), now);
    stack.awaitIngest("raw.flights", AGGREGATE);

    assertThat(stack.rollup("daily", first, Map.of())).isZero();
    assertThat(stack.rollup("hourly", first, Map.of())).isZero();
    backfill(first.plusDays(1), half.minusDays(1));

    assertThat(comparison.publishedDays(start(half))).isEmpty();
    assertThat(comparison.publishedHours(start(first.plusDays(1)))).isEmpty();
  }

  @Test
  @Order(4)
  void aDayOfWhichHalfIsMissingIsHeldBackUntilItIsWhole() throws Exception {
    Rows before = comparison.publishedDaysByOrigin(now);
    AirflowRuns runs = stack.runs();
    DagRun run =
        runs.awaitEnd(
            runs.trigger(DAG, start(half), start(half.plusDays(1)), Instant.now()), RUN_PATIENCE);

    assertThat(run.getState()).isEqualTo(DagRunState.FAILED);
    GateAnswer shut = stack.registry().gate("rollup." + StoreComparison.BY_ORIGIN, half.toString());
    assertThat(shut.open()).isFalse();
    assertThat(shut.reasons())
        .extracting(GateAnswer.Reason::text)
        .anySatisfy(
            reason ->
                assertThat(reason)
                    .contains("as_many_flights_as_usual", "sum(flights) of " + half)
                    .contains("accepted are 0.70 to 1.30 times"));
    assertThat(StoreComparison.differences(before, comparison.publishedDaysByOrigin(now)))
        .isEmpty();
    assertThat(comparison.publishedDays(start(half))).as("readers keep the good days").isEmpty();

    stack.replay(
        ReplaySelection.of(start(half), start(half.plusDays(1))).with(new Half(half, true)), now);
    stack.awaitIngest("raw.flights", AGGREGATE);
    runs.clear(run);
    assertThat(runs.awaitEnd(run, RUN_PATIENCE).getState()).isEqualTo(DagRunState.SUCCESS);

    assertThat(stack.stores().lineageEvents(DAG + ".rollup"))
        .as("what Airflow's OpenLineage provider told of the task")
        .contains("START", "FAIL", "COMPLETE");
    assertThat(stack.registry().gate("rollup." + StoreComparison.BY_ORIGIN, half.toString()).open())
        .isTrue();
    comparison = comparison(now);
    assertRawHoldsEachValidFlightOnce();
    assertThat(stack.rollup("hourly", half, Map.of())).isZero();
    assertThat(comparison.liveWindows(now))
        .as("what came too late for the stream's watermark, batch has added")
        .isEmpty();
    assertThat(comparison.publishedDays(start(half.plusDays(1)))).isEmpty();
    assertThat(StoreComparison.differences(before, comparison.publishedDaysByOrigin(start(half))))
        .as("the other days are what they were")
        .isEmpty();
  }

  @Test
  @Order(5)
  void aMetricAcrossTheBorderOfTheStoresIsTheTruth() throws Exception {
    Instant end = start(half.plusDays(1));
    MetricPages metric =
        MetricPages.read(
            stack.properties().get("registry.url"),
            StoreComparison.BY_ORIGIN,
            List.of("flights", "average_delay_minutes", "largest_delay_minutes", "share_delayed"),
            start(first),
            end);

    assertThat(comparison.daysByOrigin(metric.rows(), end)).isEmpty();
    assertThat(metric.sources())
        .anyMatch(source -> source.startsWith("trino "))
        .anyMatch(source -> source.startsWith("clickhouse "))
        .noneMatch(source -> source.endsWith("provisional"));
  }

  @Test
  @Order(6)
  void everyExampleQueryOfAnalystsAnswersTheTruth() throws Exception {
    AirflowRuns runs = stack.runs();
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    DagRun raw =
        runs.trigger("flights__publish_raw", hour.minus(Duration.ofHours(1)), hour, Instant.now());
    assertThat(runs.awaitEnd(raw, RUN_PATIENCE).getState()).isEqualTo(DagRunState.SUCCESS);
    Path folder = stack.layout().repository().resolve("sql/analyst");
    AnalystQueries queries = new AnalystQueries(folder, stack.stores(), truth);

    assertThat(queries.differences(start(half.plusDays(1)))).isEmpty();
  }

  @Test
  @Order(7)
  void compactionByHandMakesFewerFilesOfTheSameRows() throws Exception {
    int files = stack.stores().files("raw.flights").size();

    stack.compactRaw();

    assertThat(stack.stores().files("raw.flights")).hasSizeLessThan(files);
    assertRawHoldsEachValidFlightOnce();
  }

  @Test
  @Order(8)
  void aLostDayComesBackByTheBackfillCommandAndTheOtherDagsLeaveItAsItIs() throws Exception {
    LocalDate lost = half.minusDays(1);
    new LostDay(stack.stores(), lost).lose();
    assertThat(comparison.raw()).as("the events are lost").isNotEmpty();
    assertThat(comparison.daysByOriginInClickHouse(start(half))).as("and a rollup").isNotEmpty();

    HeadgateProcess backfill =
        stack.headgate("backfill", "flights", "--from", lost.toString(), "--to", lost.toString());
    assertThat(backfill.exitCode()).as(backfill.said()).isZero();
    assertThat(backfill.said())
        .contains(lost + " success  1 of 1 days", "All 1 days are as they should be.");
    assertAllIsTheTruth();
    assertThat(comparison.publishedHoursOf(lost)).isEmpty();

    AirflowRuns runs = stack.runs();
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    List<DagRun> started =
        Stream.of("publish_raw", "corrections", "maintenance_hourly", "maintenance_nightly")
            .map(dag -> "flights__" + dag)
            .map(dag -> runs.trigger(dag, hour.minus(Duration.ofHours(1)), hour, Instant.now()))
            .toList();
    for (DagRun run : started) {
      assertThat(runs.awaitEnd(run, RUN_PATIENCE).getState())
          .as(run.getDagId())
          .isEqualTo(DagRunState.SUCCESS);
    }
    assertAllIsTheTruth();
  }

  @Test
  @Order(9)
  void aRunWhoseHourIsNotOverWaitsWithoutAWorker() throws Exception {
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    String dag = "flights__rollup_hourly";
    DagRun run = stack.runs().trigger(dag, hour, hour.plus(Duration.ofHours(1)), Instant.now());

    await()
        .atMost(Duration.ofMinutes(2))
        // A trigger that cannot be made would end the wait at once.
        .during(Duration.ofSeconds(10))
        .until(
            () ->
                stack
                    .airflow()
                    .command(List.of("tasks", "states-for-dag-run", dag, run.getDagRunId()))
                    .contains("deferred"));
  }

  @Test
  @Order(10)
  void readersWhoTryToGetRoundTheGateAreRefused() throws Exception {
    ReaderAttempts attempts = new ReaderAttempts(stack.stores());
    assertThat(attempts.succeededInTrino()).isEmpty();
    assertThat(attempts.succeededInClickHouse()).isEmpty();
    assertThat(attempts.succeededInTheCatalog()).isEmpty();
    assertThat(attempts.catalogsSeen()).containsExactly("published");
  }

  @Test
  @Order(11)
  void noSecretIsInALogOrAProcessList() throws Exception {
    List<String> secrets =
        stack.properties().names().stream()
            .filter(name -> name.matches(".*(password|key)$"))
            .map(name -> stack.properties().get(name))
            .toList();
    assertThat(secrets).hasSize(12);

    assertThat(new Disclosures(secrets).inProcessList()).isEmpty();
    assertThat(new Disclosures(secrets).inFiles(stack.layout().home("logs"))).isEmpty();
    assertThat(new Disclosures(secrets).inFiles(stack.layout().home("airflow").resolve("logs")))
        .isEmpty();
  }

  @Test
  @Order(12)
  void theComparisonFailsOnAnAlteredMissingOrDoubledRowOfEitherStore() throws Exception {
    TamperedRows rows = new TamperedRows(stack.stores(), first);
    Instant before = start(half.plusDays(1));

    rows.alterInClickHouse("ATL");
    assertOnly(comparison.daysByOriginInClickHouse(before), "different", "ATL");
    rows.deleteInClickHouse("ATL");
    assertOnly(comparison.daysByOriginInClickHouse(before), "missing", "ATL");
    rows.doubleInClickHouse("ORD");
    assertThat(comparison.daysByOriginInClickHouse(before))
        .hasSize(2)
        .anyMatch(difference -> difference.startsWith("2 times instead of 1"));

    rows.alterInIceberg("ATL");
    assertOnly(comparison.daysByOriginInIceberg(before), "different", "ATL");
    rows.deleteInIceberg("ATL");
    assertOnly(comparison.daysByOriginInIceberg(before), "missing", "ATL");
    rows.doubleInIceberg("ORD");
    assertThat(comparison.daysByOriginInIceberg(before))
        .hasSize(2)
        .anyMatch(difference -> difference.startsWith("2 times instead of 1"));
  }

  private static void assertOnly(List<String> differences, String kind, String origin) {
    assertThat(differences)
        .singleElement()
        .asString()
        .startsWith(kind)
        .contains("origin=" + origin);
  }

  private void sendBadRecords() throws Exception {
    var schema = stack.registry().schemas().latest(TOPIC).orElseThrow();
    new BadRecords(schema.definition(), schema.schemaId()).send(stack.kafka(), TOPIC);
  }

  private void backfill(LocalDate from, LocalDate to) throws Exception {
    AirflowRuns runs = stack.runs();
    runs.awaitDag(DAG, Duration.ofMinutes(2));
    stack
        .airflow()
        .command(
            List.of(
                "backfill",
                "create",
                "--dag-id",
                DAG,
                "--from-date",
                from.toString(),
                "--to-date",
                to.toString(),
                "--max-active-runs",
                "1"));
    int days = (int) from.datesUntil(to.plusDays(1)).count();
    assertThat(runs.awaitEnd(DAG, start(from), start(to), days, RUN_PATIENCE, run -> {}))
        .extracting(DagRun::getState)
        .containsOnly(DagRunState.SUCCESS);
  }

  private StoreComparison comparison(Instant scheduledBefore) throws Exception {
    if (truth != null) {
      truth.close();
    }
    truth =
        new FlightsTruth(
            stack.recordings().resolve("flights-3m.parquet"),
            stack.pipelineFolder().resolve("airports.csv"),
            shiftWeeks,
            first,
            scheduledBefore,
            now);
    return new StoreComparison(stack.stores(), truth);
  }

  /** Offset by offset: in = raw + quarantined. And raw has the flights themselves. */
  private void assertRawHoldsEachValidFlightOnce() throws Exception {
    Stores stores = stack.stores();
    Rows in = stack.topic(TOPIC).positions();
    String position = String.join(", ", POSITION);
    List<Map<String, Object>> written = new ArrayList<>();
    written.addAll(stores.lake("raw.flights", position).rows());
    written.addAll(stores.lake("quarantine.flights", position).rows());
    assertThat(RowComparison.differences(in, new Rows(written), POSITION)).isEmpty();
    assertThat(comparison.raw()).isEmpty();
  }

  private void assertAllIsTheTruth() throws Exception {
    assertRawHoldsEachValidFlightOnce();
    assertThat(comparison.publishedDays(start(half.plusDays(1)))).isEmpty();
  }

  private static long newestEpoch(Path log) throws IOException {
    if (!Files.isDirectory(log)) {
      return -1;
    }
    try (Stream<Path> files = Files.list(log)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d+"))
          .mapToLong(Long::parseLong)
          .max()
          .orElse(-1);
    }
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}
