package io.headgate.batch.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.Column;

/**
 * Which windows are looked at.
 *
 * @param from earliest start
 * @param until starts are before it
 * @param closed ends are not behind it
 */
record WindowSelection(Instant from, Instant until, Instant closed) {
  Column inSpark() {
    return col("window_start")
        .geq(lit(from))
        .and(col("window_start").lt(lit(until)))
        .and(col("window_end").leq(lit(closed)));
  }

  String inClickHouse() {
    return "window_start >= %s AND window_start < %s AND window_end <= %s"
        .formatted(instant(from), instant(until), instant(closed));
  }

  private static String instant(Instant instant) {
    return "fromUnixTimestamp64Micro(%d, 'UTC')"
        .formatted(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
  }
}
