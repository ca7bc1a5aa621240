package io.headgate.platform.registry;

/**
 * The quality score that a contract asks for; jobs and registry compare alike.
 *
 * @param value in [0, 1]
 */
public record MinimumScore(double value) {
  /** Weights are decimal fractions, so sums of them miss by a few units in the last place. */
  public static final double ROUNDING = 1e-9;

  public boolean reachedBy(double score) {
    return score + ROUNDING >= value;
  }
}
