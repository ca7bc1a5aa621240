package io.headgate.platform.batch;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.iceberg.SnapshotHistory;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * The raw table as a run reads it: at the newest snapshot that changed data of the window. Reading
 * there, and not at the head, ties the rows to the run key.
 *
 * @param dataset raw dataset
 * @param snapshotId the snapshot
 * @param bytes size of the files that hold the window's dates
 */
record RawInput(String dataset, long snapshotId, long bytes) {
  /** One task reads so much in a few seconds, sooner than several have shuffled it. */
  private static final long ONE_TASK = 32L << 20;

  /** Counts whole dates, so an hourly window runs again when another hour of its date changes. */
  static RawInput of(SparkSession session, PipelineContract contract, RunWindow window) {
    Table raw = RollupTable.load(session, contract.rawDataset());
    if (raw.currentSnapshot() == null) {
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot read %s for %s: the table is empty. Wait for the stream, and run it again."
              .formatted(contract.rawDataset(), window));
    }
    Set<String> partitions =
        window.dates().stream().map(RawInput::partition).collect(Collectors.toSet());
    Snapshot snapshot =
        SnapshotHistory.newestChange(
                raw, path -> Arrays.stream(path.split("/")).anyMatch(partitions::contains))
            // All that changed the window has expired, so any retained snapshot holds the same.
            .orElseGet(() -> SnapshotUtil.oldestAncestor(raw));
    return new RawInput(
        contract.rawDataset(),
        snapshot.snapshotId(),
        bytes(raw, snapshot.snapshotId(), window.dates()));
  }

  private static long bytes(Table raw, long snapshotId, List<LocalDate> dates) {
    Expression inWindow =
        Expressions.and(
            Expressions.greaterThanOrEqual("event_date", dates.get(0).toString()),
            Expressions.lessThanOrEqual("event_date", dates.get(dates.size() - 1).toString()));
    long bytes = 0;
    try (CloseableIterable<FileScanTask> files =
        raw.newScan().useSnapshot(snapshotId).filter(inWindow).planFiles()) {
      for (FileScanTask file : files) {
        bytes += file.length();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  boolean fitsOneTask() {
    return bytes <= ONE_TASK;
  }

  static String partition(LocalDate date) {
    return "event_date=" + date;
  }

  Map<String, Long> snapshots() {
    return Map.of(dataset, snapshotId);
  }
}
