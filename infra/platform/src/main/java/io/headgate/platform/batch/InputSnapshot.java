package io.headgate.platform.batch;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.iceberg.RemovedPartitions;
import io.headgate.platform.iceberg.SnapshotHistory;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.RegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
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
 * <p>That snapshot expires one day, and what was read is still the same. So it is told from the
 * ledger too, whose rows stay: the run of a quiet day has the same key whenever it is repeated. A
 * change that no ledger row tells of, as one by hand, counts for as long as its snapshot is there.
 *
 * @param dataset the dataset
 * @param snapshotId the newest that changed what is read, which may have expired; {@link
 *     #NEVER_CHANGED} when nothing is known to have done so
 * @param readAt the snapshot to read, which holds the same of it
 * @param bytes size of the files that hold what is read
 */
record InputSnapshot(String dataset, long snapshotId, long readAt, long bytes) {
  /** Iceberg's own ids are positive. */
  static final long NEVER_CHANGED = 0;

  /** One task reads so much in a few seconds, sooner than several have shuffled it. */
  static final long ONE_TASK = 32L << 20;

  /**
   * Counts whole dates, so an hourly window runs again when another hour of its date changes.
   *
   * @throws NoLongerKeptException when retention has removed one of them
   */
  static InputSnapshot ofRaw(
      SparkSession session, RegistryClient registry, String dataset, Span span) {
    List<String> partitions = span.dates().stream().map(InputSnapshot::partition).toList();
    Optional<Long> recorded = recorded(registry, dataset, partitions);
    String first = span.dates().get(0).toString();
    String last = span.dates().get(span.dates().size() - 1).toString();
    Table table = RollupTable.load(session, dataset);
    InputSnapshot raw =
        of(
            table,
            dataset,
            recorded,
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
  static InputSnapshot ofBatch(
      SparkSession session, RegistryClient registry, String dataset, Grain grain, Span span) {
    List<String> partitions = span.starts(grain).stream().map(grain::partitionKey).toList();
    Optional<Long> recorded = recorded(registry, dataset, partitions);
    return of(
        RollupTable.load(session, dataset),
        dataset,
        recorded,
        span,
        RunSnapshots.partitions(partitions),
        Expressions.and(
            Expressions.greaterThanOrEqual("window_start", LakePublisher.micros(span.start())),
            Expressions.lessThan("window_start", LakePublisher.micros(span.end()))));
  }

  /** Of what is not cut by time. */
  static InputSnapshot ofWhole(
      SparkSession session, RegistryClient registry, String dataset, Span span) {
    Optional<Long> recorded = registry.newestChange(dataset, null).map(LedgerRow::snapshotId);
    Table table = RollupTable.load(session, dataset);
    return of(table, dataset, recorded, span, path -> true, Expressions.alwaysTrue());
  }

  /** Asked before the table is loaded, so that the table has what the ledger tells of. */
  private static Optional<Long> recorded(
      RegistryClient registry, String dataset, List<String> partitions) {
    return partitions.stream()
        .flatMap(partition -> registry.newestChange(dataset, partition).stream())
        .max(Comparator.comparing(LedgerRow::committedAt))
        .map(LedgerRow::snapshotId);
  }

  /** The partition of raw that holds the events of a date. */
  static String partition(LocalDate date) {
    return "event_date=" + date;
  }

  boolean fitsOneTask() {
    return bytes <= ONE_TASK;
  }

  private static InputSnapshot of(
      Table table,
      String dataset,
      Optional<Long> recorded,
      Span span,
      Predicate<String> partition,
      Expression rows) {
    if (table.currentSnapshot() == null) {
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot read %s for %s: the table is empty. Wait for what fills it, and run it again."
              .formatted(dataset, span));
    }
    Optional<Snapshot> change = SnapshotHistory.newestChange(table, partition, recorded);
    // When all that changed it has expired, any retained snapshot of main holds the same.
    long readAt = change.orElseGet(() -> SnapshotUtil.oldestAncestor(table)).snapshotId();
    return new InputSnapshot(
        dataset,
        change.map(Snapshot::snapshotId).or(() -> recorded).orElse(NEVER_CHANGED),
        readAt,
        bytes(table, readAt, rows));
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
