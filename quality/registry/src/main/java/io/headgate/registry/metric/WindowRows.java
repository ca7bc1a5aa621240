package io.headgate.registry.metric;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * What a store is asked for.
 *
 * @param table where
 * @param measure column, which the table is known to have
 * @param isFloat whether the measure is a floating point number
 * @param dimensions values of key columns
 * @param spans windows, in order
 * @param after what comes up to here is left out, or null
 * @param most rows
 */
record WindowRows(
    MetricTable table,
    String measure,
    boolean isFloat,
    Map<String, String> dimensions,
    List<Span> spans,
    @Nullable MetricCursor after,
    int most) {
  WindowRows {
    spans = List.copyOf(spans);
  }

  /**
   * A row of a store.
   *
   * @param key values of the key columns, in their order
   */
  record WindowRow(
      Instant windowStart, Instant windowEnd, List<String> key, @Nullable Number value) {
    WindowRow {
      key = List.copyOf(key);
    }
  }
}
