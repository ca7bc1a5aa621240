package io.headgate.compaction;

import io.headgate.platform.iceberg.SnapshotHistory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Which partitions have staged rows that a run may still publish. A cherry-pick is refused once
 * main has new files in one of its partitions, even if they hold the same rows as before.
 */
final class StagedRows {
  private final Table table;
  private final List<Snapshot> main;
  private final List<Snapshot> staged;

  StagedRows(Table table) {
    this.table = table;
    this.main = stream(SnapshotUtil.currentAncestors(table)).toList();
    Set<String> published = new HashSet<>();
    for (Snapshot snapshot : main) {
      published.add(String.valueOf(snapshot.snapshotId()));
      published.add(snapshot.summary().get(SnapshotSummary.SOURCE_SNAPSHOT_ID_PROP));
    }
    this.staged =
        stream(table.snapshots())
            .filter(snapshot -> snapshot.summary().containsKey(SnapshotSummary.STAGED_WAP_ID_PROP))
            .filter(snapshot -> !published.contains(String.valueOf(snapshot.snapshotId())))
            .toList();
  }

  /** Whether any are waiting for a partition, given by its path. */
  boolean wait(String partition) {
    Predicate<String> same = partition::equals;
    return staged.stream()
        .filter(snapshot -> SnapshotHistory.touches(snapshot, same))
        .anyMatch(snapshot -> !touchedSince(snapshot.parentId(), same));
  }

  /** Then a cherry-pick would be refused already. */
  private boolean touchedSince(Long parent, Predicate<String> partition) {
    Snapshot base = parent == null ? null : table.snapshot(parent);
    long sequence = base == null ? 0 : base.sequenceNumber();
    return main.stream()
        .filter(snapshot -> snapshot.sequenceNumber() > sequence)
        .anyMatch(snapshot -> SnapshotHistory.touches(snapshot, partition));
  }

  private static Stream<Snapshot> stream(Iterable<Snapshot> snapshots) {
    return StreamSupport.stream(snapshots.spliterator(), false);
  }
}
