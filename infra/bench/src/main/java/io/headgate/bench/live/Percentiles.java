package io.headgate.bench.live;

import java.time.Duration;
import java.util.List;

/**
 * How durations are spread, in seconds.
 *
 * @param count how many there were
 */
public record Percentiles(int count, double p50, double p95, double p99, double longest) {
  /** By nearest rank; all zero for none. */
  public static Percentiles of(List<Duration> durations) {
    List<Duration> sorted = durations.stream().sorted().toList();
    return new Percentiles(
        sorted.size(), at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(List<Duration> sorted, double share) {
    if (sorted.isEmpty()) {
      return 0;
    }
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1)).toNanos() / 1e9;
  }
}
