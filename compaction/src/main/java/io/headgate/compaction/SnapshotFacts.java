package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * What the planner knows of one snapshot.
 *
 * @param sequence its sequence number
 * @param usedUntil when another snapshot took its place as the head of main, the far future for the
 *     head itself; when it was never the head, or that is not known any more, when it was committed
 */
public record SnapshotFacts(long id, long sequence, Instant usedUntil) {
  public SnapshotFacts {
    requireNonNull(usedUntil);
  }

  /** Those that a table has. */
  static List<SnapshotFacts> of(Table table) {
    Map<Long, Instant> replacedAt = new HashMap<>();
    if (table.currentSnapshot() != null) {
      replacedAt.put(table.currentSnapshot().snapshotId(), Instant.MAX);
    }
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (snapshot.parentId() != null) {
        replacedAt.put(snapshot.parentId(), Instant.ofEpochMilli(snapshot.timestampMillis()));
      }
    }
    return StreamSupport.stream(table.snapshots().spliterator(), false)
        .map(
            each ->
                new SnapshotFacts(
                    each.snapshotId(),
                    each.sequenceNumber(),
                    replacedAt.getOrDefault(
                        each.snapshotId(), Instant.ofEpochMilli(each.timestampMillis()))))
        .toList();
  }
}
