package io.headgate.platform.batch;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.iceberg.RemovedPartitions;
import io.headgate.platform.iceberg.SnapshotHistory;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.SparkSession;

/**
 * A table as a run reads it: at the newest snapshot that changed data of what is read. Reading
 * there, and not at the head, ties the rows to the run key.
 *
 * @param dataset the dataset
 * @param snapshotId the snapshot
 * @param bytes size of the files that hold what is read
 */
record InputSnapshot(String dataset, long snapshotId, long bytes) {
  /** One task reads so much in a few seconds, sooner than several have shuffled it. */
  static final long ONE_TASK = 32L << 20;

  /**
   * Counts whole dates, so an hourly window runs again when another hour of its date changes.
   *
   * @throws NoLongerKeptException when retention has removed one of them
   */
  static InputSnapshot ofRaw(SparkSession session, String dataset, Span span) {
    Set<String> partitions =
        span.dates().stream().map(InputSnapshot::partition).collect(Collectors.toSet());
    String first = span.dates().get(0).toString();
    String last = span.dates().get(span.dates().size() - 1).toString();
    Table table = RollupTable.load(session, dataset);
    InputSnapshot raw =
        of(
            table,
            dataset,
            span,
            path -> Arrays.stream(path.split("/")).anyMatch(partitions::contains),
            Expressions.and(
                Expressions.greaterThanOrEqual("event_date", first),
                Expressions.lessThanOrEqual("event_date", last)));
    Instant begin = span.dates().get(0).atStartOfDay(ZoneOffset.UTC).toInstant();
    RemovedPartitions.of(table)
        .filter(removed -> begin.isBefore(removed.until()))
        .ifPresent(
            removed -> {
              throw new NoLongerKeptException(dataset, span, removed, raw.snapshotId());
            });
    return raw;
  }

  /** Of a batch dataset, whose windows are of the grain. */
  static InputSnapshot ofBatch(SparkSession session, String dataset, Grain grain, Span span) {
    return of(
        RollupTable.load(session, dataset),
        dataset,
        span,
        RunSnapshots.partitions(span.starts(grain).stream().map(grain::partitionKey).toList()),
        Expressions.and(
            Expressions.greaterThanOrEqual("window_start", LakePublisher.micros(span.start())),
            Expressions.lessThan("window_start", LakePublisher.micros(span.end()))));
  }

  /** Of what is not cut by time. */
  static InputSnapshot ofWhole(SparkSession session, String dataset, Span span) {
    Table table = RollupTable.load(session, dataset);
    return of(table, dataset, span, path -> true, Expressions.alwaysTrue());
  }

  /** The partition of raw that holds the events of a date. */
  static String partition(LocalDate date) {
    return "event_date=" + date;
  }

  boolean fitsOneTask() {
    return bytes <= ONE_TASK;
  }

  private static InputSnapshot of(
      Table table, String dataset, Span span, Predicate<String> partition, Expression rows) {
    if (table.currentSnapshot() == null) {
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot read %s for %s: the table is empty. Wait for what fills it, and run it again."
              .formatted(dataset, span));
    }
    Snapshot snapshot =
        SnapshotHistory.newestChange(table, partition)
            // All that changed it has expired, so any retained snapshot holds the same.
            .orElseGet(() -> SnapshotUtil.oldestAncestor(table));
    return new InputSnapshot(
        dataset, snapshot.snapshotId(), bytes(table, snapshot.snapshotId(), rows));
  }

  private static long bytes(Table table, long snapshotId, Expression rows) {
    long bytes = 0;
    try (CloseableIterable<FileScanTask> files =
        table.newScan().useSnapshot(snapshotId).filter(rows).planFiles()) {
      for (FileScanTask file : files) {
        bytes += file.length();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }
}
