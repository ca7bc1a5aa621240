package io.headgate.batch;

import static io.headgate.batch.TestingLake.start;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.batch.BatchRun;
import io.headgate.platform.batch.FaultPoint;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Grain;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The job, most often as a process of its own, dies in the middle. */
class KilledRollupTest {
  private static final String DATASET = "rollup.flights_by_origin_hourly";

  private final TestingLake lake = TestingLake.shared();

  @ParameterizedTest
  @CsvSource({
    "after-stage, 2026-05-04, PUBLISHED",
    "after-cherry-pick, 2026-05-05, COMPLETED",
    "after-clickhouse, 2026-05-06, COMPLETED",
    "after-findings, 2026-05-07, COMPLETED"
  })
  void theRepeatOfAKilledRunEndsInTheSameState(String place, LocalDate day, End end)
      throws Exception {
    List<Flight> flights = Flight.day(day, 48);
    lake.ingest(flights);
    lake.seenUntil(start(day.plusDays(1)));
    Instant five = start(day).plusSeconds(5 * 3600);
    Instant eight = start(day).plusSeconds(8 * 3600);

    JobProcess killed =
        JobProcess.run(
            lake,
            Map.of("HEADGATE_FAULTS_HALT_AT", place),
            new RunWindow(Grain.HOURLY, five, eight));
    assertThat(killed.exitCode()).as(killed.output()).isEqualTo(137);
    long staged = lake.snapshots(DATASET);
    List<RunOutcome> outcomes = lake.rollup(Grain.HOURLY, five, eight);

    assertThat(outcomes).extracting(RunOutcome::end).containsExactly(end);
    assertThat(lake.snapshots(DATASET)).isBetween(staged, staged + 1);
    assertIsTruth(day, flights, five, eight);
    assertThat(lake.windows(DATASET, day)).hasSize(3).allMatch(window -> window.endsWith("final"));
    // What was measured of each hour is kept once, and so is what was of all three together.
    assertThat(
            lake.spark
                .table("lake.metrics.flights")
                .where(col("run_key").equalTo(outcomes.get(0).key().value()))
                .groupBy("window_start", "window_end", "metric")
                .count()
                .collectAsList())
        .hasSize(3 + 4)
        .allMatch(row -> row.<Long>getAs("count") == 1);
    assertThat(lake.rollup(Grain.HOURLY, five, eight))
        .extracting(RunOutcome::end)
        .containsExactly(End.NOTHING_TO_DO);
  }

  @Test
  void aRunThatDiesWhenItHasKeptItsCorrectionsShowsThemAndKeepsEachOnce() {
    LocalDate day = LocalDate.parse("2026-05-08");
    Instant five = start(day).plusSeconds(5 * 3600);
    Instant eight = start(day).plusSeconds(8 * 3600);
    List<Flight> flights = new ArrayList<>(Flight.day(day, 48));
    lake.ingest(flights);
    lake.seenUntil(start(day.plusDays(1)));
    assertThat(lake.rollup(Grain.HOURLY, five, eight))
        .extracting(RunOutcome::end)
        .containsExactly(End.PUBLISHED);
    Flight late = new Flight("late-" + day, five.plusSeconds(600), 180, 500, "ATL", "ORD");
    flights.add(late);
    lake.ingest(List.of(late));
    lake.seenUntil(start(day.plusDays(1)));
    BatchRun dies =
        new BatchRun(
            lake.context(
                lake.spark.newSession(),
                lake.registry,
                lake.pipeline,
                new RunWindow(Grain.HOURLY, five, eight),
                TestingLake.dieAt(FaultPoint.AFTER_CORRECTIONS)));

    assertThatThrownBy(() -> dies.run(lake.contract().rollups(Grain.HOURLY)))
        .hasMessage("died at AFTER_CORRECTIONS");
    assertThat(lake.rollup(Grain.HOURLY, five, eight))
        .extracting(RunOutcome::end)
        .containsExactly(End.COMPLETED);

    assertIsTruth(day, flights, five, eight);
    assertThat(
            lake.query(
                "SELECT concat(toString(window_start), key, measure) FROM analyst.corrections WHERE dataset = '%s' AND toDate(window_start, 'UTC') = '%s'"
                    .formatted(DATASET, day),
                row -> row.getString(1)))
        .isNotEmpty()
        .doesNotHaveDuplicates();
  }

  private void assertIsTruth(LocalDate day, List<Flight> flights, Instant from, Instant until) {
    List<String> truth =
        Truth.byHour(
            flights.stream()
                .filter(flight -> !flight.scheduledAt().isBefore(from))
                .filter(flight -> flight.scheduledAt().isBefore(until))
                .toList(),
            Truth.byOrigin());
    assertThat(lake.published(DATASET, day, day.plusDays(1))).isEqualTo(truth);
    assertThat(lake.served("departures_by_origin_hourly", "origin", day, day.plusDays(1)))
        .isEqualTo(truth);
  }
}
