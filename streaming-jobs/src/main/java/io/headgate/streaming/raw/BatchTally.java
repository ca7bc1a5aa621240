package io.headgate.streaming.raw;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import java.time.Instant;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;

/**
 * What one pass over a batch tells.
 *
 * @param rowsIn records read
 * @param frontier the newest broker timestamp read, or null when nothing was read
 */
record BatchTally(long rowsIn, @Nullable Instant frontier) {
  private static final Column ROWS_IN = count(lit(1)).as("rows_in");
  private static final Column FRONTIER = max(col("_broker_at")).as("frontier");

  /** Counts in passing, while an action reads all of the batch. */
  static Dataset<Row> observe(Dataset<Row> batch, Observation observation) {
    return batch.observe(observation, ROWS_IN, FRONTIER);
  }

  /** Waits for the action to end. */
  static BatchTally of(Observation observation) throws InterruptedException {
    Map<String, Object> metrics = observation.getAsJava();
    return new BatchTally((Long) metrics.get("rows_in"), (Instant) metrics.get("frontier"));
  }

  /** Counts in a pass of its own. */
  static BatchTally of(Dataset<Row> batch) {
    Row row = batch.agg(ROWS_IN, FRONTIER).head();
    return new BatchTally(row.getLong(0), row.isNullAt(1) ? null : row.getInstant(1));
  }
}
