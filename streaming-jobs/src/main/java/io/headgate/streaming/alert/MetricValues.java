package io.headgate.streaming.alert;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * The values of a metric in windows of one width.
 *
 * @param keyColumns names of the aggregate's key columns
 * @param values by key and begin of the window; a window without events is not there, and one whose
 *     value is null is
 * @param ofNothing the value that the SQL gives a window without events: 0 for a count, null for
 *     most others
 */
record MetricValues(
    Set<String> keyColumns,
    Map<Map<String, String>, Map<Instant, Double>> values,
    @Nullable Double ofNothing) {

  boolean hasEvents(Map<String, String> key, Instant start) {
    return values.getOrDefault(key, Map.of()).containsKey(start);
  }

  @Nullable
  Double at(Map<String, String> key, Instant start) {
    return hasEvents(key, start) ? values.get(key).get(start) : ofNothing;
  }
}
