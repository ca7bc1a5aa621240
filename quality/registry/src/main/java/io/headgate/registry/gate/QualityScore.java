package io.headgate.registry.gate;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.MinimumScore;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import javax.annotation.Nullable;

/**
 * The weighted share of passed checks among those that apply, with how it came about. Where none
 * applies yet it is 1: a comparison with the past could otherwise never get a past.
 *
 * @param value in [0, 1], or null when there was no check at all
 * @param arithmetic the same in words
 */
public record QualityScore(@Nullable Double value, String arithmetic) {
  /**
   * Adds up.
   *
   * @param needed the score that the contract asks for
   */
  public static QualityScore of(List<CheckResult> checks, double needed) {
    List<CheckResult> passed = with(checks, Outcome.PASSED);
    List<CheckResult> failed = with(checks, Outcome.FAILED);
    List<CheckResult> notApplicable = with(checks, Outcome.NOT_APPLICABLE);
    int applicable = passed.size() + failed.size();
    if (checks.isEmpty()) {
      return new QualityScore(null, "there was no check");
    }
    if (applicable == 0) {
      return new QualityScore(
          1.0, "no check applies yet, so none failed; not applicable: " + words(notApplicable));
    }
    double passedWeight = weight(passed);
    double allWeight = passedWeight + weight(failed);
    double score = passedWeight / allWeight;
    StringBuilder arithmetic = new StringBuilder();
    arithmetic.append(
        String.format(
            Locale.ROOT,
            "%d of %d checks passed; by weight %s of %s = %s, needed %s",
            passed.size(),
            applicable,
            passedWeight,
            allWeight,
            hundredths(score),
            hundredths(needed)));
    if (!failed.isEmpty()) {
      arithmetic.append("; failed: ").append(words(failed));
    }
    if (!notApplicable.isEmpty()) {
      arithmetic.append("; not applicable: ").append(words(notApplicable));
    }
    return new QualityScore(score, arithmetic.toString());
  }

  public boolean reaches(double needed) {
    return value != null && reaches(value, needed);
  }

  static boolean reaches(double score, double needed) {
    return new MinimumScore(needed).reachedBy(score);
  }

  /** A check that failed, as a person reads it. */
  static String words(CheckResult check) {
    return check.name() + " (weight " + check.weight() + "): " + check.detail();
  }

  /** Rounded down, so that a score that is too low never looks as if it sufficed. */
  static String hundredths(double score) {
    return BigDecimal.valueOf(score + MinimumScore.ROUNDING)
        .setScale(2, RoundingMode.FLOOR)
        .toPlainString();
  }

  private static List<CheckResult> with(List<CheckResult> checks, Outcome outcome) {
    return checks.stream().filter(check -> check.outcome() == outcome).toList();
  }

  private static double weight(List<CheckResult> checks) {
    return checks.stream().mapToDouble(CheckResult::weight).sum();
  }

  private static String words(List<CheckResult> checks) {
    return checks.stream().map(QualityScore::words).collect(joining(", "));
  }
}
