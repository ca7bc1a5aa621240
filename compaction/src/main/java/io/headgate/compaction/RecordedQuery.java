package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import javax.annotation.Nullable;

/**
 * What readers ask a table for, as one line of JSON: {@code {"dataset": "raw.flights", "filter":
 * "origin = 'JFK' AND destination = 'LAX'", "times": 12}}.
 *
 * @param dataset the table's name in the lake
 * @param filter the condition of a query, in Spark's SQL
 * @param times how often it was asked; 1 unless given
 */
public record RecordedQuery(String dataset, String filter, @Nullable Integer times) {
  public RecordedQuery {
    requireNonNull(dataset);
    requireNonNull(filter);
    times = times == null ? 1 : times;
    if (times < 1) {
      throw new IllegalArgumentException("asked %d times: %s".formatted(times, filter));
    }
  }
}
