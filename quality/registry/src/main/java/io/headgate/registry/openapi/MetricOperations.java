package io.headgate.registry.openapi;

import io.headgate.registry.metric.MetricAnswer;
import java.time.Instant;
import java.util.List;

/** What the numbers are. */
final class MetricOperations {
  private MetricOperations() {}

  static List<Operation> all() {
    return List.of(
        Operation.get(
                "/v1/metrics/{metric}",
                "Read a measure of an aggregate or a rollup, named <table>.<measure>",
                Shape.of(MetricAnswer.class))
            .query(
                "window_start",
                Instant.class,
                "Windows that begin from here on; a day before window_end unless given.")
            .query(
                "window_end",
                Instant.class,
                "Windows that begin before; the end of the window of now unless given.")
            .query(
                "dimensions",
                String.class,
                "Values of key columns, as country:US,device:ios; a comma within a value is \\,. Every value of a column that is not named.")
            .query(
                "grain",
                String.class,
                "minutely, hourly or daily; that of the table in the name unless given.")
            .query(
                "provisional",
                Boolean.class,
                "true: also windows that batch has not made final yet.")
            .paged());
  }
}
