package io.headgate.platform.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * The rows of one run, as a snapshot has them.
 *
 * @param rows the rows, for the checks
 * @param counts rows per window; windows without rows are left out
 * @param held the same rows on the driver, where ClickHouse is to show them
 */
record RunRows(Dataset<Row> rows, Map<Instant, Long> counts, Optional<List<Row>> held) {
  /**
   * Rows that ClickHouse shows are few (windows times keys), so the driver holds them all:
   * ClickHouse takes them in one atomic insert, and the checks read the files only once. A run that
   * makes more is told to take a narrower window.
   */
  static final long MAXIMUM = 500_000;

  /** The rows of some partitions in a snapshot, on the driver. */
  static RunRows held(
      SparkSession session,
      String dataset,
      Snapshot snapshot,
      Grain grain,
      Collection<Instant> starts) {
    Dataset<Row> stored = shown(of(session, dataset, snapshot, grain, starts));
    List<Row> rows = stored.collectAsList();
    Map<Instant, Long> counts = new TreeMap<>();
    rows.forEach(row -> counts.merge(windowStart(row), 1L, Long::sum));
    // In one partition, which spares every check its shuffle.
    return new RunRows(
        session.createDataFrame(rows, stored.schema()).coalesce(1), counts, Optional.of(rows));
  }

  /** The rows of some partitions in a snapshot, where they are. */
  static RunRows stored(
      SparkSession session,
      String dataset,
      Snapshot snapshot,
      Grain grain,
      Collection<Instant> starts) {
    Dataset<Row> stored = of(session, dataset, snapshot, grain, starts);
    Map<Instant, Long> counts = new TreeMap<>();
    stored
        .groupBy("window_start")
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getInstant(0), row.getLong(1)));
    return new RunRows(stored, counts, Optional.empty());
  }

  /**
   * No rows.
   *
   * @param held whether the driver would hold them
   */
  static RunRows none(SparkSession session, String dataset, boolean held) {
    Dataset<Row> table = session.table(RollupTable.sparkName(dataset));
    Dataset<Row> none =
        session.createDataFrame(List.<Row>of(), (held ? shown(table) : table).schema());
    return new RunRows(none, Map.of(), Optional.of(List.of()));
  }

  private static Dataset<Row> of(
      SparkSession session,
      String dataset,
      Snapshot snapshot,
      Grain grain,
      Collection<Instant> starts) {
    return RollupTable.at(session, dataset, snapshot.snapshotId()).where(within(grain, starts));
  }

  private static Column within(Grain grain, Collection<Instant> starts) {
    if (starts.isEmpty()) {
      return lit(false);
    }
    if (grain.windowUnit().equals(grain.unit())) {
      return col("window_start").isin(starts.toArray());
    }
    // Minutes in hours. The bounds alone let Iceberg leave out files.
    return col("window_start")
        .geq(lit(Collections.min(starts)))
        .and(col("window_start").lt(lit(grain.partitionEnd(Collections.max(starts)))))
        .and(date_trunc("hour", col("window_start")).isin(starts.toArray()));
  }

  /** Without the states for the rollups above, which ClickHouse does not show. */
  private static Dataset<Row> shown(Dataset<Row> rows) {
    return rows.select(
        Arrays.stream(rows.schema().fields())
            .filter(column -> !column.dataType().equals(DataTypes.BinaryType))
            .map(column -> col(column.name()))
            .toArray(Column[]::new));
  }

  /**
   * The rows that a staged snapshot adds.
   *
   * @param filled starts of the partitions that it fills
   * @param held whether the driver is to hold them
   * @throws HeadgateException when there are too many, or some do not belong to the window
   */
  static RunRows staged(
      SparkSession session,
      String dataset,
      Snapshot staged,
      Collection<Instant> filled,
      RunWindow window,
      boolean held) {
    long added =
        Long.parseLong(staged.summary().getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0"));
    if (held && added > MAXIMUM) {
      throw refused(
          dataset,
          window,
          "it has %d rows, and one run may make %d".formatted(added, MAXIMUM),
          "Run a narrower window");
    }
    List<Instant> starts = filled.stream().filter(window::contains).toList();
    RunRows rows =
        held
            ? held(session, dataset, staged, window.grain(), starts)
            : stored(session, dataset, staged, window.grain(), starts);
    if (rows.size() != added) {
      throw refused(
          dataset,
          window,
          "its SQL made %d rows whose window_start is no window of it"
              .formatted(added - rows.size()),
          "Let the SQL make windows of the dataset's grain");
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
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Rows per partition key of the window; 0 for a partition without rows. */
  Map<String, Long> perPartition(RunWindow window) {
    Map<String, Long> perKey = new TreeMap<>();
    window.partitionKeys().forEach(key -> perKey.put(key, 0L));
    counts.forEach(
        (start, rows) -> perKey.merge(window.grain().partitionKey(start), rows, Long::sum));
    return perKey;
  }

  /** Starts of the partitions that have no rows. */
  Set<Instant> vacant(RunWindow window) {
    Set<Instant> starts = new TreeSet<>(window.partitionStarts());
    counts.keySet().forEach(start -> starts.remove(window.grain().partitionStart(start)));
    return starts;
  }

  static Instant windowStart(Row row) {
    return row.getInstant(row.fieldIndex("window_start"));
  }
}
