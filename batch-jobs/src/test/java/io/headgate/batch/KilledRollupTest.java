package io.headgate.batch;

import static io.headgate.batch.TestingLake.start;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Grain;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The job as a process of its own, which dies in the middle. */
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
    List<String> truth =
        Truth.byHour(
            flights.stream()
                .filter(flight -> !flight.scheduledAt().isBefore(five))
                .filter(flight -> flight.scheduledAt().isBefore(eight))
                .toList(),
            Truth.byOrigin());
    assertThat(lake.published(DATASET, day, day.plusDays(1))).isEqualTo(truth);
    assertThat(lake.served("departures_by_origin_hourly", "origin", day, day.plusDays(1)))
        .isEqualTo(truth);
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
}
