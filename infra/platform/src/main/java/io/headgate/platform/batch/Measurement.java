package io.headgate.platform.batch;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A value that was measured of a partition, or of all of a run's partitions together.
 *
 * @param start start of what was measured, UTC
 * @param end its end, exclusive
 * @param metric an SQL aggregate over the rows, {@code share(<check>)} of rows that pass it, in [0,
 *     1], {@code distance(<check>)} of shares from their averages, in [0, 1], or {@code
 *     age_seconds(<check>)} of the newest row at the partition's end
 */
public record Measurement(Instant start, Instant end, String metric, double value) {
  /** How many rows there are. */
  public static final String ROW_COUNT = "count(*)";

  public Measurement {
    requireNonNull(start);
    requireNonNull(end);
    requireNonNull(metric);
  }
}
