package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

/**
 * The outcome of one contract check on one partition.
 *
 * @param name the check's name in the contract
 * @param outcome passed, failed, or not applicable (too little history to judge; counts for
 *     nothing)
 * @param weight the check's weight in the score, above 0
 * @param detail what was measured against what, in words a person understands
 */
public record CheckResult(String name, Outcome outcome, double weight, String detail) {
  public CheckResult {
    requireNonNull(name);
    requireNonNull(outcome);
    requireNonNull(detail);
  }

  /** How a check ended. */
  public enum Outcome {
    PASSED,
    FAILED,
    NOT_APPLICABLE
  }
}
