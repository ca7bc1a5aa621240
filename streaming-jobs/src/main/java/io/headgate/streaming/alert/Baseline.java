package io.headgate.streaming.alert;

import java.util.List;

/** What a metric was at the same hour of the weeks before. */
record Baseline(double mean, double deviation) {
  /** Fewer values say nothing. */
  static final int LEAST_VALUES = 3;

  /**
   * Values that differ by less, as a share, are the same: sums of doubles depend on their order.
   */
  private static final double SAME = 1e-9;

  static Baseline of(List<Double> values) {
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = values.stream().mapToDouble(value -> Math.pow(value - mean, 2)).sum();
    return new Baseline(mean, Math.sqrt(squares / (values.size() - 1)));
  }

  /**
   * How many (sample) standard deviations a value lies off the mean. Where the values before were
   * all the same, any other lies infinitely far off.
   */
  double distance(double value) {
    double off = Math.abs(value - mean);
    if (off <= SAME * Math.max(Math.abs(value), Math.abs(mean))) {
      return 0;
    }
    return off / deviation;
  }
}
