package io.headgate.registry.metric;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.MetricName;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * What is asked of a metric.
 *
 * @param windowStart windows that begin earlier are left out; null: a day before the end
 * @param windowEnd windows that begin here or later are left out; null: the end of the window of
 *     now
 * @param dimensions values of key columns; of a column that is not named, every value
 * @param grain width of the windows; null for that of the table in the name
 * @param provisional whether windows are wanted that batch has not made final yet
 * @param after the last point of the page before, or null
 * @param limit most points of the page
 */
public record MetricQuestion(
    MetricName metric,
    @Nullable Instant windowStart,
    @Nullable Instant windowEnd,
    Map<String, String> dimensions,
    @Nullable Grain grain,
    boolean provisional,
    @Nullable MetricCursor after,
    int limit) {
  public MetricQuestion {
    requireNonNull(metric);
    dimensions = new TreeMap<>(dimensions);
  }
}
