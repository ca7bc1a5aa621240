package io.headgate.bench.live;

import io.headgate.bench.drain.Marginal;
import java.util.List;

/**
 * The medians of a measured series in the second and in the last quarter of its time.
 *
 * @param ratio last over second; at most 1.1 for a stream that does not degrade
 */
public record Quarters(double second, double last, double ratio) {
  private static final double MOST = 1.1;

  public boolean steady() {
    return ratio <= MOST;
  }

  /**
   * One reading.
   *
   * @param at time since the beginning, as a share of the whole
   */
  public record Reading(double at, double value) {}

  public static Quarters of(List<Reading> readings) {
    double second = median(readings, 0.25, 0.5);
    double last = median(readings, 0.75, Double.MAX_VALUE);
    return new Quarters(second, last, last / second);
  }

  private static double median(List<Reading> readings, double from, double until) {
    return Marginal.median(
        readings.stream()
            .filter(reading -> reading.at() >= from && reading.at() < until)
            .map(Reading::value)
            .toList());
  }
}
