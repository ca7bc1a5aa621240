package io.headgate.platform.batch;

import static org.apache.spark.sql.functions.col;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of one run, read once from a snapshot.
 *
 * @param rows the rows, on the driver
 * @param schema their columns
 */
record RunRows(List<Row> rows, StructType schema) {
  /**
   * Rollup rows are few (windows times keys), so the driver holds them all: ClickHouse takes them
   * in one atomic insert, and the checks read the files only once. A run that makes more is told to
   * take a narrower window.
   */
  static final long MAXIMUM = 500_000;

  /** The rows of some partitions in a snapshot. */
  static RunRows at(
      SparkSession session, String dataset, Snapshot snapshot, Collection<Instant> starts) {
    Dataset<Row> rows =
        of(session, dataset, snapshot).where(col("window_start").isin(starts.toArray()));
    return new RunRows(rows.collectAsList(), rows.schema());
  }

  static RunRows none(SparkSession session, String dataset) {
    return new RunRows(List.of(), session.table(RollupTable.sparkName(dataset)).schema());
  }

  /** The rows for Spark, in one partition, which spares every check its shuffle. */
  Dataset<Row> in(SparkSession session) {
    return session.createDataFrame(rows, schema).coalesce(1);
  }

  /** All rows of a snapshot. */
  static Dataset<Row> of(SparkSession session, String dataset, Snapshot snapshot) {
    return session
        .read()
        .option("snapshot-id", snapshot.snapshotId())
        .table(RollupTable.sparkName(dataset));
  }

  /**
   * The rows that a staged snapshot adds.
   *
   * @param filled starts of the partitions that it fills
   * @throws HeadgateException when there are too many, or some do not belong to the window
   */
  static RunRows staged(
      SparkSession session,
      String dataset,
      Snapshot staged,
      Collection<Instant> filled,
      RunWindow window) {
    long added =
        Long.parseLong(staged.summary().getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0"));
    if (added > MAXIMUM) {
      throw refused(
          dataset,
          window,
          "it has %d rows, and one run may make %d".formatted(added, MAXIMUM),
          "Run a narrower window");
    }
    List<Instant> starts = filled.stream().filter(window::contains).toList();
    RunRows rows = at(session, dataset, staged, starts);
    if (rows.size() != added) {
      throw refused(
          dataset,
          window,
          "its SQL made %d rows whose window_start is no window of it"
              .formatted(added - rows.size()),
          "Let the SQL make windows of the rollup's grain");
    }
    return rows;
  }

  private static HeadgateException refused(
      String dataset, RunWindow window, String reason, String remedy) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot publish %s for %s: %s. %s.".formatted(dataset, window, reason, remedy));
  }

  long size() {
    return rows.size();
  }

  /** Rows per partition key of the window; 0 for a partition without rows. */
  Map<String, Long> perPartition(RunWindow window) {
    Map<String, Long> counts = new TreeMap<>();
    window.partitionKeys().forEach(key -> counts.put(key, 0L));
    rows.forEach(row -> counts.merge(window.grain().partitionKey(windowStart(row)), 1L, Long::sum));
    return counts;
  }

  /** Starts of the partitions that have no rows. */
  Set<Instant> vacant(RunWindow window) {
    Set<Instant> starts = new TreeSet<>(window.partitionStarts());
    rows.forEach(row -> starts.remove(windowStart(row)));
    return starts;
  }

  static Instant windowStart(Row row) {
    return row.getInstant(row.fieldIndex("window_start"));
  }
}
