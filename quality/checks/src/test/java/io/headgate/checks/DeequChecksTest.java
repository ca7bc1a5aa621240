package io.headgate.checks;

import static io.headgate.checks.TestingRows.day;
import static io.headgate.checks.TestingRows.evaluate;
import static io.headgate.checks.TestingRows.row;
import static io.headgate.checks.TestingRows.rows;
import static io.headgate.checks.TestingRows.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.batch.CheckedRows;
import io.headgate.platform.batch.Measurement;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class DeequChecksTest {
  private static final Check.MovingAverage AS_USUAL =
      new Check.MovingAverage("as_usual", 5, "sum(flights)", 7, 3, 0.7, 1.3);

  @Test
  void everyCheckPassesOnGoodRows() {
    List<CheckResult> results =
        evaluate(
            List.of(
                new Check.NotNull("origin_known", 1, "origin"),
                new Check.Unique("one_row", 2, List.of("window_start", "origin")),
                new Check.Range("some_flights", 1, "flights", 1d, null)),
            day(12),
            rows(row(12, "ATL", 9L), row(12, "ORD", 1L)));

    assertThat(results)
        .containsExactly(
            new CheckResult("origin_known", Outcome.PASSED, 1, "origin is set: in all 2 rows"),
            new CheckResult(
                "one_row", Outcome.PASSED, 2, "window_start, origin is unique: in all 2 rows"),
            new CheckResult(
                "some_flights", Outcome.PASSED, 1, "flights is at least 1.0: in all 2 rows"));
  }

  @Test
  void aFailedCheckTellsHowManyRowsBreakIt() {
    List<CheckResult> results =
        evaluate(
            List.of(
                new Check.NotNull("origin_known", 1, "origin"),
                new Check.Unique("one_row", 2, List.of("window_start", "origin")),
                new Check.Range("few_flights", 1, "flights", 0d, 100d)),
            day(12),
            rows(row(12, null, 5L), row(12, "ATL", 7L), row(12, "ATL", 101L), row(12, "ORD", -1L)));

    assertThat(results)
        .containsExactly(
            new CheckResult("origin_known", Outcome.FAILED, 1, "origin is set: not in 1 of 4 rows"),
            new CheckResult(
                "one_row", Outcome.FAILED, 2, "window_start, origin is unique: not in 2 of 4 rows"),
            new CheckResult(
                "few_flights",
                Outcome.FAILED,
                1,
                "flights is from 0.0 to 100.0: not in 2 of 4 rows"));
  }

  @Test
  void aNullIsNotOutOfRange() {
    assertThat(
            evaluate(
                List.of(new Check.Range("few_flights", 1, "flights", 0d, 100d)),
                day(12),
                rows(row(12, "ATL", null))))
        .extracting(CheckResult::outcome)
        .containsExactly(Outcome.PASSED);
  }

  @Test
  void aPartitionWithoutRowsPassesWhatEveryRowMustSatisfyAndFailsAgainstHistory() {
    List<CheckResult> results =
        evaluate(
            List.of(new Check.NotNull("origin_known", 1, "origin"), AS_USUAL),
            day(12),
            rows(),
            Optional.of(rows(row(9, "ATL", 90L), row(10, "ATL", 110L), row(11, "ATL", 100L))));

    assertThat(results)
        .extracting(CheckResult::outcome)
        .containsExactly(Outcome.PASSED, Outcome.FAILED);
  }

  @Test
  void historyIsNotApplicableBeforeThereIsEnoughOfIt() {
    List<CheckResult> results =
        evaluate(
            List.of(AS_USUAL),
            day(12),
            rows(row(12, "ATL", 1L)),
            Optional.of(rows(row(10, "ATL", 110L), row(11, "ATL", 100L))));

    assertThat(results)
        .containsExactly(
            new CheckResult(
                "as_usual",
                Outcome.NOT_APPLICABLE,
                5,
                "2026-11-12 has 2 published days before it, and 3 are needed"));
  }

  @Test
  void halfADayIsFarBelowTheAverage() {
    List<CheckResult> results =
        evaluate(
            List.of(AS_USUAL),
            day(12),
            rows(row(12, "ATL", 300L), row(12, "ORD", 200L)),
            Optional.of(
                rows(
                    row(4, "ATL", 999_999L),
                    row(9, "ATL", 900L),
                    row(10, "ATL", 1_100L),
                    row(11, "ATL", 400L),
                    row(11, "ORD", 600L),
                    row(12, "ATL", 777L))));

    assertThat(results)
        .containsExactly(
            new CheckResult(
                "as_usual",
                Outcome.FAILED,
                5,
                "sum(flights) of 2026-11-12 is 500, 0.50 times the average 1,000 of 3 published"
                    + " days; accepted are 0.70 to 1.30 times"));
  }

  @Test
  void anHourIsComparedWithTheSameHourOfOtherDays() {
    Instant hour = Instant.parse("2026-11-12T05:00:00Z");
    List<Row> earlier =
        List.of(
            at("2026-11-09T05:00:00Z", 10L),
            at("2026-11-10T05:00:00Z", 10L),
            at("2026-11-11T05:00:00Z", 10L),
            at("2026-11-12T04:00:00Z", 5_000L));

    List<CheckResult> results =
        evaluate(
            List.of(AS_USUAL),
            new RunWindow(Grain.HOURLY, hour, hour.plusSeconds(3600)),
            rows(at(hour.toString(), 11L)),
            Optional.of(TestingRows.SPARK.createDataFrame(earlier, TestingRows.SCHEMA)));

    assertThat(results)
        .containsExactly(
            new CheckResult(
                "as_usual",
                Outcome.PASSED,
                5,
                "sum(flights) of 2026-11-12T05 is 11.00, 1.10 times the average 10.00 of 3"
                    + " published days; accepted are 0.70 to 1.30 times"));
  }

  @Test
  void aDifferenceIsToldWhereARatioWouldSayNothing() {
    Check.MovingDifference nearZero =
        new Check.MovingDifference("share_as_usual", 2, "avg(flights)", 7, 3, 5);
    Optional<Dataset<Row>> before =
        Optional.of(rows(row(9, "ATL", -2L), row(10, "ATL", 0L), row(11, "ATL", 2L)));

    assertThat(evaluate(List.of(nearZero), day(12), rows(row(12, "ATL", -5L)), before))
        .containsExactly(
            new CheckResult(
                "share_as_usual",
                Outcome.PASSED,
                2,
                "avg(flights) of 2026-11-12 is -5.00, 5.00 off the average 0.00 of 3 published"
                    + " days; accepted are up to 5.00 off"));
    assertThat(evaluate(List.of(nearZero), day(12), rows(row(12, "ATL", 6L)), before))
        .extracting(CheckResult::outcome)
        .containsExactly(Outcome.FAILED);
  }

  @Test
  void whatADayIsMadeUpOfMayMoveOnlySoFar() {
    Check.Distribution airports =
        new Check.Distribution("airports", 1, "origin", "sum(flights)", 7, 2, 0.25);
    Optional<Dataset<Row>> before =
        Optional.of(
            rows(
                row(10, "ATL", 50L),
                row(10, "ORD", 50L),
                row(11, "ATL", 500L),
                row(11, "ORD", 500L)));

    assertThat(
            evaluate(
                List.of(airports),
                day(12),
                rows(row(12, "ATL", 50L), row(12, "ORD", 30L), row(12, "BOI", 20L)),
                before))
        .containsExactly(
            new CheckResult(
                "airports",
                Outcome.PASSED,
                1,
                "sum(flights) of 2026-11-12 by origin is 0.20 from the average shares of 2 published"
                    + " days, most by BOI with 0.20 in place of 0.00; accepted are up to 0.25"));
    assertThat(
            evaluate(
                List.of(airports), day(12), rows(row(12, "ATL", 80L), row(12, "ORD", 20L)), before))
        .extracting(CheckResult::outcome)
        .containsExactly(Outcome.FAILED);
    assertThat(evaluate(List.of(airports), day(12), rows(), before))
        .extracting(CheckResult::outcome)
        .containsExactly(Outcome.FAILED);
  }

  @Test
  void aDistributionNeedsAPast() {
    Check.Distribution airports =
        new Check.Distribution("airports", 1, "origin", "sum(flights)", 7, 2, 0.25);

    assertThat(evaluate(List.of(airports), day(12), rows(row(12, "ATL", 1L))))
        .containsExactly(
            new CheckResult(
                "airports",
                Outcome.NOT_APPLICABLE,
                1,
                "2026-11-12 has 0 published days before it, and 2 are needed"));
  }

  @Test
  void theDistanceOfADistributionIsMeasuredOfEachPartitionThatHasAPast() {
    Check.Distribution airports =
        new Check.Distribution("airports", 1, "origin", "sum(flights)", 7, 2, 0.25);

    assertThat(
            measure(
                airports,
                TestingRows.days(11, 12),
                rows(row(11, "ATL", 50L), row(12, "ATL", 25L), row(12, "ORD", 75L)),
                rows(
                    row(9, "ATL", 1L),
                    row(10, "ATL", 50L),
                    row(10, "ORD", 50L),
                    row(11, "ATL", 75L),
                    row(11, "ORD", 25L))))
        .containsExactly(
            new Measurement(start(11), start(12), "distance(airports)", 0.25),
            new Measurement(start(12), start(13), "distance(airports)", 0.5));
    assertThat(measure(airports, day(12), rows(row(12, "ATL", 1L)), rows(row(11, "ATL", 1L))))
        .isEmpty();
  }

  private static List<Measurement> measure(
      Check check, RunWindow window, Dataset<Row> rows, Dataset<Row> published) {
    return new DeequChecks()
        .evaluate(
            List.of(check),
            new CheckedRows(
                window,
                rows,
                Optional.of(published),
                (metric, from, until) -> Map.of(),
                name -> rows()))
        .measurements();
  }

  @Test
  void onePartitionThatFailsFailsTheRun() {
    List<CheckResult> results =
        evaluate(
            List.of(AS_USUAL),
            TestingRows.days(12, 13),
            rows(row(12, "ATL", 100L), row(13, "ATL", 10L)),
            Optional.of(
                rows(
                    row(9, "ATL", 100L),
                    row(10, "ATL", 100L),
                    row(11, "ATL", 100L),
                    row(12, "ATL", 100L))));

    assertThat(results).singleElement().extracting(CheckResult::outcome).isEqualTo(Outcome.FAILED);
    assertThat(results.get(0).detail())
        .startsWith("sum(flights) of 2026-11-13 is 10.00, 0.10 times the average 100 of 4");
  }

  @Test
  void aCheckOfAColumnThatIsNotThereIsAFaultOfTheContract() {
    assertThatThrownBy(
            () ->
                evaluate(
                    List.of(new Check.NotNull("carrier_known", 1, "carrier")),
                    day(12),
                    rows(row(12, "ATL", 1L))))
        .isInstanceOf(HeadgateException.class)
        .hasMessageStartingWith("Cannot evaluate check carrier_known: ")
        .hasMessageEndingWith("Correct the check in the contract, and apply it.");
  }

  private static Row at(String windowStart, long flights) {
    return RowFactory.create(Instant.parse(windowStart), "ATL", flights);
  }
}
