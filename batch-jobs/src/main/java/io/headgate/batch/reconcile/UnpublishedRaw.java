package io.headgate.batch.reconcile;

import io.headgate.platform.iceberg.SnapshotHistory;
import io.headgate.platform.registry.LedgerRow;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * What has happened to a raw table since the state that readers see.
 *
 * @param target the newest state up to which the ledger tells, with rewrites after it; what is
 *     committed and not told yet waits for the next check
 * @param batches that the ledger tells of up to there
 * @param allTold whether they are all that changed the table; a person may have changed it too
 */
record UnpublishedRaw(Snapshot target, List<LedgerRow> batches, boolean allTold) {
  UnpublishedRaw {
    batches = List.copyOf(batches);
  }

  /**
   * Looks at the main branch.
   *
   * @param table loaded after the ledger was read
   * @param ledger rows committed since the published snapshot; more do no harm
   * @param published the snapshot that readers see, or null
   * @return empty when there is nothing newer to show
   */
  static Optional<UnpublishedRaw> of(
      Table table, List<LedgerRow> ledger, @Nullable Long published) {
    Set<Long> told = ledger.stream().map(LedgerRow::snapshotId).collect(Collectors.toSet());
    Set<Long> shown = new HashSet<>();
    Snapshot target = null;
    boolean allTold = published == null || table.snapshot(published) != null;
    boolean untold = false;
    for (Snapshot snapshot : since(table, published)) {
      if (told.contains(snapshot.snapshotId())) {
        allTold &= !untold;
        untold = false;
        shown.add(snapshot.snapshotId());
        target = snapshot;
      } else if (SnapshotHistory.changes(snapshot, partition -> true)) {
        untold = true;
      } else if (!untold && (target != null || published != null)) {
        target = snapshot;
      }
    }
    return target == null
        ? Optional.empty()
        : Optional.of(new UnpublishedRaw(target, batches(ledger, shown), allTold));
  }

  /** Oldest first. */
  private static Deque<Snapshot> since(Table table, @Nullable Long published) {
    Deque<Snapshot> since = new ArrayDeque<>();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (published != null && snapshot.snapshotId() == published) {
        break;
      }
      since.addFirst(snapshot);
    }
    return since;
  }

  /** With those between them that had nothing for raw, as they speak for their offsets. */
  private static List<LedgerRow> batches(List<LedgerRow> ledger, Set<Long> shown) {
    List<Instant> times =
        ledger.stream()
            .filter(row -> shown.contains(row.snapshotId()))
            .map(LedgerRow::committedAt)
            .sorted()
            .toList();
    return ledger.stream()
        .filter(
            row ->
                shown.contains(row.snapshotId())
                    || (row.snapshotId() == null
                        && !times.isEmpty()
                        && !row.committedAt().isBefore(times.get(0))
                        && !row.committedAt().isAfter(times.get(times.size() - 1))))
        .toList();
  }
}
