package io.headgate.platform.iceberg;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * What the snapshots of a table's main branch changed, told from their summaries alone. Tables
 * carry partition summaries when {@code write.summary.partition-limit} is above the number of
 * partitions that a commit changes; a snapshot without them counts as touching every partition.
 */
public final class SnapshotHistory {
  /**
   * Snapshot summary key of a removal of partitions that the contract no longer keeps. It corrects
   * nothing, so that what was made from them stays as it is.
   */
  public static final String RETENTION = "headgate.retention";

  private SnapshotHistory() {}

  /**
   * The newest snapshot on main that changed data of a partition. Rewrites change files and no
   * data, so they do not count; nor does the removal of what is no longer kept.
   *
   * @param partition decides on a partition path such as {@code event_date=2026-11-12}
   * @param recorded a snapshot that is known to have done so
   * @return empty when no retained snapshot changed such a partition
   */
  public static Optional<Snapshot> newestChange(
      Table table, Predicate<String> partition, Optional<Long> recorded) {
    return StreamSupport.stream(SnapshotUtil.currentAncestors(table).spliterator(), false)
        .filter(
            snapshot ->
                recorded.filter(id -> id == snapshot.snapshotId()).isPresent()
                    || changes(snapshot, partition))
        .findFirst();
  }

  /** Whether the snapshot may have changed data of such a partition. */
  public static boolean changes(Snapshot snapshot, Predicate<String> partition) {
    return !DataOperations.REPLACE.equals(snapshot.operation())
        && !snapshot.summary().containsKey(RETENTION)
        && touches(snapshot, partition);
  }

  /** Whether the snapshot may have changed files of such a partition, by a rewrite or otherwise. */
  public static boolean touches(Snapshot snapshot, Predicate<String> partition) {
    if ("0".equals(snapshot.summary().get(SnapshotSummary.CHANGED_PARTITION_COUNT_PROP))) {
      return false;
    }
    if (!Boolean.parseBoolean(snapshot.summary().get(SnapshotSummary.PARTITION_SUMMARY_PROP))) {
      return true;
    }
    return snapshot.summary().keySet().stream()
        .filter(key -> key.startsWith(SnapshotSummary.CHANGED_PARTITION_PREFIX))
        .map(key -> key.substring(SnapshotSummary.CHANGED_PARTITION_PREFIX.length()))
        .anyMatch(partition);
  }
}
