package io.headgate.registry.gate;

import static io.headgate.platform.registry.CheckResult.Outcome.FAILED;
import static io.headgate.platform.registry.CheckResult.Outcome.NOT_APPLICABLE;
import static io.headgate.platform.registry.CheckResult.Outcome.PASSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.CheckResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class QualityScoreTest {
  private static final CheckResult AVERAGE =
      new CheckResult(
          "flights_near_average",
          FAILED,
          2.0,
          "sum(flights) 7,910 is 0.48 of the 7-day average 16,480; accepted 0.70 to 1.30");

  @Test
  void theArithmeticSaysWhatFailedAndByHowMuchTheScoreMissed() {
    QualityScore score =
        QualityScore.of(List.of(passed("a", 1), passed("b", 1), passed("c", 1), AVERAGE), 0.9);

    assertThat(score.value()).isEqualTo(0.6);
    assertThat(score.reaches(0.9)).isFalse();
    assertThat(score.arithmetic())
        .isEqualTo(
            "3 of 4 checks passed; by weight 3.0 of 5.0 = 0.60, needed 0.90; failed:"
                + " flights_near_average (weight 2.0): sum(flights) 7,910 is 0.48 of the 7-day"
                + " average 16,480; accepted 0.70 to 1.30");
  }

  @Test
  void aCheckWithTooLittleHistoryCountsForNothing() {
    QualityScore score =
        QualityScore.of(
            List.of(
                passed("a", 1), new CheckResult("m", NOT_APPLICABLE, 9, "2 of 3 days published")),
            0.9);

    assertThat(score.value()).isEqualTo(1.0);
    assertThat(score.arithmetic())
        .isEqualTo(
            "1 of 1 checks passed; by weight 1.0 of 1.0 = 1.00, needed 0.90; not applicable: m"
                + " (weight 9.0): 2 of 3 days published");
  }

  @Test
  void whereNoCheckAppliesYetNoneFailed() {
    QualityScore score =
        QualityScore.of(List.of(new CheckResult("m", NOT_APPLICABLE, 1, "no history")), 0.9);

    assertThat(score.value()).isEqualTo(1.0);
    assertThat(score.arithmetic())
        .isEqualTo(
            "no check applies yet, so none failed; not applicable: m (weight 1.0): no history");
  }

  @Test
  void withoutAnyCheckThereIsNoScore() {
    QualityScore score = QualityScore.of(List.of(), 0);

    assertThat(score.value()).isNull();
    assertThat(score.reaches(0)).isFalse();
    assertThat(score.arithmetic()).isEqualTo("there was no check");
  }

  @Test
  void weightsThatAreNoBinaryFractionsStillReachTheirSum() {
    QualityScore score =
        QualityScore.of(
            List.of(
                passed("a", 0.1),
                passed("b", 0.2),
                passed("c", 0.6),
                new CheckResult("d", FAILED, 0.1, "no")),
            0.9);

    assertThat(score.reaches(0.9)).isTrue();
  }

  @Test
  void aScoreIsRoundedDownSoThatItNeverLooksSufficient() {
    assertThat(QualityScore.hundredths(0.8999)).isEqualTo("0.89");
    assertThat(QualityScore.hundredths(0.29)).isEqualTo("0.29");
  }

  private static CheckResult passed(String name, double weight) {
    return new CheckResult(name, PASSED, weight, "fine");
  }
}
