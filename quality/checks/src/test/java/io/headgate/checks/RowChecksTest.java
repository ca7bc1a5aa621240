package io.headgate.checks;

import static io.headgate.checks.TestingRows.SPARK;
import static io.headgate.checks.TestingRows.day;
import static io.headgate.checks.TestingRows.days;
import static io.headgate.checks.TestingRows.evaluate;
import static io.headgate.checks.TestingRows.row;
import static io.headgate.checks.TestingRows.rows;
import static io.headgate.checks.TestingRows.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.batch.CheckFindings;
import io.headgate.platform.batch.Measurement;
import io.headgate.platform.batch.Offence.Sampled;
import io.headgate.platform.batch.PastMeasurements;
import io.headgate.platform.contract.Check;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class RowChecksTest {
  private static final PastMeasurements NO_PAST = (metric, from, until) -> Map.of();
  private static final Check.AllowedValues HUBS =
      new Check.AllowedValues("hubs", 1, "origin", List.of("ATL", "O'Hare", "back\\slash"));
  private static final Check.Freshness FRESH =
      new Check.Freshness("fresh", 1, "window_start", Duration.ofDays(1));

  @Test
  void onlyListedValuesAreAllowedAndANullIsNoValue() {
    assertThat(
            evaluate(
                List.of(HUBS),
                day(12),
                rows(
                    row(12, "ATL", 1L),
                    row(12, "O'Hare", 1L),
                    row(12, "back\\slash", 1L),
                    row(12, null, 1L))))
        .extracting(CheckResult::outcome)
        .containsExactly(Outcome.PASSED);
    assertThat(evaluate(List.of(HUBS), day(12), rows(row(12, "ATL", 1L), row(12, "atl", 1L))))
        .containsExactly(
            new CheckResult(
                "hubs",
                Outcome.FAILED,
                1,
                "origin is one of ATL, O'Hare, back\\slash: not in 1 of 2 rows"));
  }

  @Test
  void numbersAreHeldAgainstTheListAsText() {
    Check few = new Check.AllowedValues("few", 1, "flights", List.of("1", "2"));

    assertThat(evaluate(List.of(few), day(12), rows(row(12, "ATL", 1L), row(12, "ORD", 3L))))
        .extracting(CheckResult::detail)
        .containsExactly("flights is one of 1, 2: not in 1 of 2 rows");
  }

  @Test
  void aConditionIsTrueForEveryRowAndNullIsNotTrue() {
    Check plausible = new Check.CustomSql("plausible", 2, "flights < 10 OR origin = 'ATL'");

    assertThat(evaluate(List.of(plausible), day(12), rows(row(12, "ATL", 99L), row(12, "X", 9L))))
        .extracting(CheckResult::outcome)
        .containsExactly(Outcome.PASSED);
    assertThat(
            evaluate(
                List.of(plausible),
                day(12),
                rows(row(12, "ORD", 99L), row(12, "ORD", null), row(12, "ORD", 1L))))
        .containsExactly(
            new CheckResult(
                "plausible",
                Outcome.FAILED,
                2,
                "flights < 10 OR origin = 'ATL': not in 2 of 3 rows"));
  }

  @Test
  void everyValueIsAKeyOfTheReference() {
    Check.InReference airports = new Check.InReference("known", 1, "origin", "airports");

    CheckFindings good =
        evaluate(
            airports, day(12), rows(row(12, "ATL", 1L), row(12, null, 1L)), NO_PAST, "ATL", "ORD");
    CheckFindings bad =
        evaluate(
            airports, day(12), rows(row(12, "ATL", 1L), row(12, "XXX", 2L)), NO_PAST, "ATL", "ORD");

    assertThat(good.results()).extracting(CheckResult::outcome).containsExactly(Outcome.PASSED);
    assertThat(good.offences()).isEmpty();
    assertThat(bad.results())
        .extracting(CheckResult::detail)
        .containsExactly("origin is in reference airports: not in 1 of 2 rows");
    assertThat(bad.offences().get(0).sample())
        .containsExactly(
            new Sampled(
                start(12),
                "{\"window_start\":\"2026-11-12T00:00:00.000Z\",\"origin\":\"XXX\",\"flights\":2}"));
    assertThat(bad.measurements())
        .containsExactly(new Measurement(start(12), start(13), "share(known)", 0.5));
  }

  @Test
  void theNewestRowOfEachPartitionIsAtMostSoOld() {
    assertThat(evaluate(List.of(FRESH), days(12, 13), rows(row(12, "A", 1L), row(13, "A", 1L))))
        .containsExactly(
            new CheckResult(
                "fresh",
                Outcome.PASSED,
                1,
                "newest window_start of 2026-11-12 is 2026-11-12T00:00:00Z, PT24H before its end;"
                    + " newest window_start of 2026-11-13 is 2026-11-13T00:00:00Z, PT24H before its"
                    + " end; accepted is up to PT24H"));
    // The newer partition does not make up for the one that has nothing.
    assertThat(evaluate(List.of(FRESH), days(12, 13), rows(row(13, "A", 1L))))
        .containsExactly(
            new CheckResult(
                "fresh",
                Outcome.FAILED,
                1,
                "2026-11-12 has no window_start; accepted is up to PT24H"));
    assertThat(
            evaluate(
                List.of(new Check.Freshness("fresh", 1, "window_start", Duration.ofHours(23))),
                day(12),
                rows(row(12, "A", 1L))))
        .extracting(CheckResult::outcome)
        .containsExactly(Outcome.FAILED);
  }

  @Test
  void theAgeOfTheNewestRowIsMeasuredPerPartition() {
    assertThat(evaluate(FRESH, days(12, 13), rows(row(12, "A", 1L)), NO_PAST).measurements())
        .containsExactly(new Measurement(start(12), start(13), "age_seconds(fresh)", 86_400));
  }

  @Test
  void ofRowsThatFailASampleIsTakenAndAllAreCounted() {
    Row[] many = IntStream.range(0, 30).mapToObj(i -> row(12, "A" + i, -1L)).toArray(Row[]::new);

    CheckFindings findings =
        evaluate(new Check.Range("positive", 1, "flights", 1d, null), day(12), rows(many), NO_PAST);

    assertThat(findings.offences())
        .singleElement()
        .satisfies(
            offence -> {
              assertThat(offence.check()).isEqualTo("positive");
              assertThat(offence.reason()).isEqualTo("flights is at least 1.0: not in this row");
              assertThat(offence.rows()).isEqualTo(30);
              assertThat(offence.sample()).hasSize(OffendingRows.SAMPLE).doesNotHaveDuplicates();
            });
  }

  @Test
  void ofRowsThatAreNotUniqueAllCopiesAreSampled() {
    CheckFindings findings =
        evaluate(
            new Check.Unique("once", 1, List.of("window_start", "origin")),
            day(12),
            rows(row(12, "ATL", 1L), row(12, "ATL", 2L), row(12, "ORD", 3L)),
            NO_PAST);

    assertThat(findings.offences().get(0).rows()).isEqualTo(2);
    assertThat(findings.offences().get(0).sample())
        .extracting(Sampled::json)
        .allMatch(json -> json.contains("ATL"))
        .hasSize(2);
  }

  @Test
  void aSampledRowShowsItsNullsAndNoStatesOfSketches() {
    CheckFindings findings =
        evaluate(
            new Check.NotNull("origin_known", 1, "origin"),
            day(12),
            SPARK.sql(
                "SELECT TIMESTAMP '2026-11-12T00:00:00Z' AS window_start,"
                    + " CAST(NULL AS string) AS origin, binary('state') AS crews"),
            NO_PAST);

    assertThat(findings.offences().get(0).sample())
        .extracting(Sampled::json)
        .containsExactly("{\"window_start\":\"2026-11-12T00:00:00.000Z\",\"origin\":null}");
  }
}
