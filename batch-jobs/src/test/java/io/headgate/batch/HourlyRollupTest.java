package io.headgate.batch;

import static io.headgate.batch.TestingLake.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/** Corrections, repeats and races, on the smallest rollup; each story has a day of its own. */
class HourlyRollupTest {
  private static final String DATASET = "rollup.flights_by_origin_hourly";
  private static final String TABLE = "departures_by_origin_hourly";

  private final TestingLake lake = TestingLake.shared();

  @Test
  void aCorrectionReplacesWhatChangedAndBuriesWhatVanished() {
    LocalDate day = LocalDate.parse("2026-04-01");
    Instant six = start(day).plusSeconds(6 * 3600);
    List<Flight> flights = hours(day, 5, 8);
    streamed(flights.get(0));
    lake.ingest(flights);
    lake.seenUntil(start(day.plusDays(1)));
    assertThat(ends(six.minusSeconds(3600), six.plusSeconds(7200))).containsExactly(End.PUBLISHED);
    assertThat(shown(day)).isEqualTo(Truth.byHour(flights, Truth.byOrigin()));

    lake.spark.sql(
        "DELETE FROM lake.raw.flights WHERE event_date = DATE'2026-04-01' AND ((scheduled_at >="
            + " TIMESTAMP'2026-04-01 06:00:00' AND scheduled_at < TIMESTAMP'2026-04-01 07:00:00')"
            + " OR (scheduled_at >= TIMESTAMP'2026-04-01 07:00:00' AND origin = 'ATL'))");
    List<Flight> left =
        flights.stream()
            .filter(flight -> hour(flight) != 6)
            .filter(flight -> hour(flight) != 7 || !flight.origin().equals("ATL"))
            .toList();
    assertThat(left.size()).isLessThan(flights.size() - 5);

    assertThat(ends(six.minusSeconds(3600), six.plusSeconds(7200))).containsExactly(End.PUBLISHED);

    List<String> truth = Truth.byHour(left, Truth.byOrigin());
    assertThat(shown(day)).isEqualTo(truth);
    assertThat(lake.published(DATASET, day, day.plusDays(1))).isEqualTo(truth);
    assertThat(lake.windows(DATASET, day))
        .containsExactly(
            "2026-04-01T05 final", "2026-04-01T06 corrected", "2026-04-01T07 corrected");
  }

  @Test
  void anHourWithoutFlightsIsPublishedAsEmpty() {
    LocalDate day = LocalDate.parse("2026-04-05");
    lake.ingest(hours(day, 5, 6));
    lake.seenUntil(start(day.plusDays(1)));
    Instant three = start(day).plusSeconds(3 * 3600);

    assertThat(ends(three, three.plusSeconds(3600))).containsExactly(End.PUBLISHED);
    assertThat(ends(three, three.plusSeconds(3600))).containsExactly(End.NOTHING_TO_DO);

    assertThat(lake.windows(DATASET, day)).containsExactly("2026-04-05T03 final");
    assertThat(shown(day)).isEmpty();
  }

  @Test
  void aRewriteOfFilesIsNoReasonToRunAgain() {
    LocalDate day = LocalDate.parse("2026-04-09");
    lake.ingest(hours(day, 5, 6));
    lake.ingest(hours(day, 6, 7));
    lake.seenUntil(start(day.plusDays(1)));
    Instant five = start(day).plusSeconds(5 * 3600);
    assertThat(ends(five, five.plusSeconds(7200))).containsExactly(End.PUBLISHED);

    lake.spark.sql(
        "CALL lake.system.rewrite_data_files(table => 'raw.flights', options => map('rewrite-all',"
            + " 'true'), where => \"event_date = DATE '2026-04-09'\")");

    assertThat(ends(five, five.plusSeconds(7200))).containsExactly(End.NOTHING_TO_DO);
  }

  @Test
  void ofTwoRunsAtOnceOnePublishesAndTheOtherSaysSo() throws Exception {
    LocalDate day = LocalDate.parse("2026-04-13");
    List<Flight> flights = hours(day, 5, 7);
    lake.ingest(flights);
    lake.seenUntil(start(day.plusDays(1)));
    Instant five = start(day).plusSeconds(5 * 3600);
    Callable<List<End>> run = () -> ends(five, five.plusSeconds(7200));
    ExecutorService both = Executors.newFixedThreadPool(2);

    List<End> ends;
    try {
      List<Future<List<End>>> runs = both.invokeAll(List.of(run, run));
      ends = List.of(runs.get(0).get().get(0), runs.get(1).get().get(0));
    } finally {
      both.shutdown();
    }

    assertThat(ends).containsOnlyOnce(End.PUBLISHED);
    assertThat(ends).doesNotContain(End.QUARANTINED);
    List<String> truth = Truth.byHour(flights, Truth.byOrigin());
    assertThat(lake.published(DATASET, day, day.plusDays(1))).isEqualTo(truth);
    assertThat(shown(day)).isEqualTo(truth);
  }

  @Test
  void aRunThatStagesWhenTheOtherHasPublishedOnlyCompletes() {
    LocalDate day = LocalDate.parse("2026-04-21");
    List<Flight> flights = hours(day, 5, 7);
    lake.ingest(flights);
    lake.seenUntil(start(day.plusDays(1)));
    Instant five = start(day).plusSeconds(5 * 3600);
    RunWindow window = new RunWindow(Grain.HOURLY, five, five.plusSeconds(7200));
    // Both run the same SQL, as a run is known by it.
    List<Rollup> overtaken =
        lake.contract().rollups(Grain.HOURLY).stream()
            .map(
                rollup ->
                    new Rollup(
                        rollup.name(),
                        "SELECT * FROM (%s) WHERE (SELECT let_the_other_publish() FROM VALUES (1))"
                            .formatted(rollup.sql()),
                        rollup.grain(),
                        rollup.key(),
                        rollup.finalizes(),
                        rollup.checks()))
            .toList();
    SparkSession others = lake.spark.newSession();
    others
        .udf()
        .register("let_the_other_publish", (UDF0<Boolean>) () -> true, DataTypes.BooleanType);
    AtomicReference<List<End>> other = new AtomicReference<>();
    SparkSession session = lake.spark.newSession();
    // Spark's optimizer calls it when the run has loaded its table and begins to stage.
    session
        .udf()
        .register(
            "let_the_other_publish",
            (UDF0<Boolean>)
                () -> {
                  if (other.get() == null) {
                    other.set(
                        CompletableFuture.supplyAsync(
                                () -> lake.rollup(others, lake.registry, window, overtaken))
                            .join()
                            .stream()
                            .map(RunOutcome::end)
                            .toList());
                  }
                  return true;
                },
            DataTypes.BooleanType);

    List<RunOutcome> outcomes = lake.rollup(session, lake.registry, window, overtaken);

    assertThat(other.get()).containsExactly(End.PUBLISHED);
    assertThat(outcomes).extracting(RunOutcome::end).containsExactly(End.COMPLETED);
    List<String> truth = Truth.byHour(flights, Truth.byOrigin());
    assertThat(lake.published(DATASET, day, day.plusDays(1))).isEqualTo(truth);
    assertThat(shown(day)).isEqualTo(truth);
  }

  @Test
  void aRegistryThatIsDownAtTheEndCostsOnlyTheRecord() throws Exception {
    LocalDate day = LocalDate.parse("2026-04-17");
    List<Flight> flights = hours(day, 5, 7);
    lake.ingest(flights);
    lake.seenUntil(start(day.plusDays(1)));
    Instant five = start(day).plusSeconds(5 * 3600);

    try (CuttingProxy proxy = new CuttingProxy(lake.registryUrl(), "/v1/runs")) {
      RegistryClient cut = new RegistryClient(proxy.url(), lake.apiKey()).withoutRetries();
      assertThatThrownBy(() -> lake.rollup(cut, Grain.HOURLY, five, five.plusSeconds(7200)))
          .isInstanceOfSatisfying(
              HeadgateException.class,
              e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEPENDENCY_DOWN))
          .hasMessageEndingWith(
              "Then run rollup.flights_by_origin_hourly for 2026-04-17T05..2026-04-17T06 again:"
                  + " what is written stands, and the repeat only records it.");
    }
    long snapshots = lake.snapshots(DATASET);

    assertThat(ends(five, five.plusSeconds(7200))).containsExactly(End.COMPLETED);

    assertThat(lake.snapshots(DATASET)).isEqualTo(snapshots);
    assertThat(lake.published(DATASET, day, day.plusDays(1)))
        .isEqualTo(Truth.byHour(flights, Truth.byOrigin()));
  }

  /** What the stream had put into ClickHouse before: a wrong row, and one for a vanished key. */
  private void streamed(Flight like) {
    lake.execute(
        """
        INSERT INTO serving.%s (window_start, window_end, origin, flights, _version, _deleted)
        VALUES ('%2$s 05:00:00', '%2$s 06:00:00', '%3$s', 999, 7, 0),
          ('%2$s 05:00:00', '%2$s 06:00:00', 'XXX', 1, 7, 0)"""
            .formatted(TABLE, like.date(), like.origin()));
  }

  private List<End> ends(Instant from, Instant until) {
    return lake.rollup(Grain.HOURLY, from, until).stream().map(RunOutcome::end).toList();
  }

  private List<String> shown(LocalDate day) {
    return lake.served(TABLE, "origin", day, day.plusDays(1));
  }

  private static List<Flight> hours(LocalDate day, int from, int until) {
    return Flight.day(day, 240).stream()
        .filter(flight -> hour(flight) >= from && hour(flight) < until)
        .toList();
  }

  private static long hour(Flight flight) {
    return flight.scheduledAt().getEpochSecond() / 3600 % 24;
  }
}
