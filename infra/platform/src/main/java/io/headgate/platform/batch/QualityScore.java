package io.headgate.platform.batch;

import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import java.util.List;

/**
 * Weighted share of the passed checks among those that apply.
 *
 * @param passed weight of the passed checks
 * @param applicable weight of the checks that apply
 */
public record QualityScore(double passed, double applicable) {

  public static QualityScore of(List<CheckResult> results) {
    double passed = 0;
    double applicable = 0;
    for (CheckResult result : results) {
      if (result.outcome() == Outcome.NOT_APPLICABLE) {
        continue;
      }
      applicable += result.weight();
      if (result.outcome() == Outcome.PASSED) {
        passed += result.weight();
      }
    }
    return new QualityScore(passed, applicable);
  }

  /** In [0, 1]; 1 where no check applies, since none failed. */
  public double value() {
    return applicable == 0 ? 1 : passed / applicable;
  }
}
