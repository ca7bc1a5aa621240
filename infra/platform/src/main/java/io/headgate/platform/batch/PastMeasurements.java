package io.headgate.platform.batch;

import java.time.Instant;
import java.util.Map;

/** What was measured of a dataset's partitions when they were published. */
@FunctionalInterface
public interface PastMeasurements {
  /**
   * The last recorded value of each partition.
   *
   * @param metric its name, an SQL aggregate for example
   * @param from start of the first partition
   * @param until end of the last one, exclusive
   * @return values by start of the partition; partitions without a record are left out
   */
  Map<Instant, Double> values(String metric, Instant from, Instant until);
}
