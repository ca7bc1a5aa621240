package io.headgate.registry.metric;

import io.headgate.registry.metric.MetricPoint.Source;
import java.time.Instant;

/**
 * Windows that come from one store.
 *
 * @param start of the first window
 * @param end windows from here on are others'
 * @param published whether batch has published them and the gate lets them through
 */
record Span(Instant start, Instant end, Source source, boolean published) {
  boolean contains(Instant windowStart) {
    return !windowStart.isBefore(start) && windowStart.isBefore(end);
  }

  /** Whether the other goes on where this one ends, and is of the same kind. */
  boolean isContinuedBy(Span next) {
    return end.equals(next.start) && source == next.source && published == next.published;
  }
}
