package io.headgate.registry.metric;

import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * A page of a metric.
 *
 * @param metricName as it was asked for
 * @param dataset whose partitions and gates decided; null for an aggregate without a rollup
 * @param grain width of the windows; null where no rollup says it
 * @param windowStart the range, half-open
 * @param windowEnd the range, half-open
 * @param windows the points, by window and key
 * @param withheld published partitions of this page that a gate does not let through
 * @param delayed whether the dataset is late for its SLA
 * @param nextCursor null on the last page
 */
public record MetricAnswer(
    String metricName,
    @Nullable String dataset,
    @Nullable String grain,
    Instant windowStart,
    Instant windowEnd,
    List<MetricPoint> windows,
    List<Withheld> withheld,
    boolean delayed,
    @Nullable String nextCursor) {
  public MetricAnswer {
    windows = List.copyOf(windows);
    withheld = List.copyOf(withheld);
  }

  /**
   * A partition that is not shown.
   *
   * @param reasons codes, as the gate tells them
   */
  public record Withheld(String partition, List<String> reasons) {
    public Withheld {
      reasons = List.copyOf(reasons);
    }
  }
}
