package io.headgate.checks;

import static io.headgate.checks.TestingRows.day;
import static io.headgate.checks.TestingRows.evaluate;
import static io.headgate.checks.TestingRows.row;
import static io.headgate.checks.TestingRows.rows;
import static io.headgate.checks.TestingRows.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.batch.Measurement;
import io.headgate.platform.batch.PastMeasurements;
import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Check.Anomaly.Strategy;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnomaliesTest {
  private static final Check.Anomaly NORMAL =
      new Check.Anomaly("normal", 3, "sum(flights)", 7, 3, Strategy.NORMAL, 3.0, null, null);
  private static final Check.Anomaly RATE =
      new Check.Anomaly("rate", 3, "sum(flights)", 7, 1, Strategy.RATE_OF_CHANGE, null, 0.5, 1.5);

  @Test
  void aValueFarFromTheRecordedOnesIsAnOutlier() {
    assertThat(judge(NORMAL, 113L, 90, 100, 110))
        .isEqualTo(
            new CheckResult(
                "normal",
                Outcome.PASSED,
                3,
                "sum(flights) of 2026-11-12 is 113, and 3 recorded days have mean 100 and standard"
                    + " deviation 10.00; accepted are up to 3.00 deviations off the mean"));
    assertThat(judge(NORMAL, 129L, 90, 100, 110).outcome()).isEqualTo(Outcome.PASSED);
    assertThat(judge(NORMAL, 131L, 90, 100, 110).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(judge(NORMAL, 69L, 90, 100, 110).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aValueThatHasChangedTooMuchSinceTheLastRecordIsAnOutlier() {
    // Only the last day counts, which is the last of the list.
    assertThat(judge(RATE, 160L, 10, 120))
        .isEqualTo(
            new CheckResult(
                "rate",
                Outcome.PASSED,
                3,
                "sum(flights) of 2026-11-12 is 160, and was 120 when it was recorded last; accepted"
                    + " are 0.50 to 1.50 times"));
    assertThat(judge(RATE, 181L, 10, 120).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(judge(RATE, 59L, 10, 120).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void withTooFewRecordsNothingIsAnOutlier() {
    assertThat(judge(NORMAL, 1_000_000L, 90, 100))
        .isEqualTo(
            new CheckResult(
                "normal",
                Outcome.NOT_APPLICABLE,
                3,
                "2026-11-12 has 2 published days before it, and 3 are needed"));
  }

  @Test
  void recordsAreAskedForByTheExpressionAndTheValueIsRecordedForDaysToCome() {
    PastMeasurements past =
        (metric, from, until) -> {
          assertThat(metric).isEqualTo("sum(flights)");
          assertThat(from).isEqualTo(start(5));
          assertThat(until).isEqualTo(start(13));
          return Map.of();
        };

    assertThat(evaluate(NORMAL, day(12), rows(row(12, "ATL", 7L)), past).measurements())
        .containsExactly(new Measurement(start(12), start(13), "sum(flights)", 7));
  }

  /**
   * @param recorded of the days before, the last one yesterday's
   */
  private static CheckResult judge(Check.Anomaly check, long value, double... recorded) {
    Map<Instant, Double> past = new HashMap<>();
    for (int i = 0; i < recorded.length; i++) {
      past.put(start(12 - recorded.length + i), recorded[i]);
    }
    return evaluate(check, day(12), rows(row(12, "ATL", value)), (metric, from, until) -> past)
        .results()
        .get(0);
  }
}
