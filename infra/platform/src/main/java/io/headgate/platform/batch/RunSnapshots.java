package io.headgate.platform.batch;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.iceberg.SnapshotHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Finds in a table's snapshots what earlier attempts of the same run have done. A snapshot names
 * its run in {@link #RUN_KEY}, and in its wap id, the only one of the two that Iceberg carries over
 * to the snapshot that a cherry-pick makes.
 */
final class RunSnapshots {
  /** Snapshot summary key of the run key. */
  static final String RUN_KEY = "headgate.run-key";

  private final RunKey key;
  private final Grain grain;
  private final Predicate<String> partition;

  RunSnapshots(RunKey key, RunWindow window) {
    this.key = key;
    this.grain = window.grain();
    this.partition = partitions(window.partitionKeys());
  }

  /** Decides whether a path, as in a batch dataset's summaries, is that of such a partition. */
  static Predicate<String> partitions(Collection<String> keys) {
    Set<String> values = new HashSet<>();
    keys.forEach(key -> values.add(key.replace('T', '-')));
    return path -> values.contains(path.substring(path.lastIndexOf('=') + 1));
  }

  /** A wap id of a new attempt: Iceberg refuses one that was published before. */
  String newWapId() {
    return key + "." + UUID.randomUUID().toString().substring(0, 8);
  }

  /** The newest snapshot that this run made on main, unless another run has changed it since. */
  Optional<Snapshot> published(Table table) {
    return ours(table).stream().findFirst();
  }

  /** The head of main before this run's first commit; empty when there was none. */
  Optional<Snapshot> before(Table table) {
    List<Snapshot> ours = ours(table);
    Long parent = ours.isEmpty() ? null : ours.get(ours.size() - 1).parentId();
    return Optional.ofNullable(parent).map(table::snapshot);
  }

  /**
   * Starts of the partitions that this run's snapshots on main have filled with rows. A snapshot
   * also holds partitions that the run has yet to empty, so its rows alone do not tell.
   */
  Set<Instant> filled(Table table) {
    Set<Instant> starts = new TreeSet<>();
    ours(table).forEach(snapshot -> starts.addAll(filled(table, snapshot)));
    return starts;
  }

  /** Starts of the partitions to which a snapshot has added files. */
  Set<Instant> filled(Table table, Snapshot snapshot) {
    Set<Instant> starts = new TreeSet<>();
    SnapshotChanges changes = SnapshotChanges.builderFor(table).snapshot(snapshot).build();
    for (DataFile file : changes.addedDataFiles()) {
      // Iceberg's day and hour transforms count from the epoch.
      int ordinal = file.partition().get(0, Integer.class);
      starts.add(Instant.EPOCH.plus(Duration.of(ordinal, grain.unit())));
    }
    return starts;
  }

  /**
   * What has undone this run: the newest change of the window's partitions, when no run made it, as
   * somebody has deleted rows, or retention has. The run that makes them again may stand on it.
   *
   * @return id of the snapshot
   */
  Optional<Long> undoneBy(Table table) {
    List<Snapshot> newer = new ArrayList<>();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (SnapshotHistory.changes(snapshot, partition)) {
        if (isOfSomeRun(snapshot)) {
          newer.add(snapshot);
        } else {
          RunKey remaking = key.remadeAfter(snapshot.snapshotId());
          return newer.stream().allMatch(each -> isOf(remaking, each))
              ? Optional.of(snapshot.snapshotId())
              : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOfSomeRun(Snapshot snapshot) {
    return snapshot.summary().containsKey(RUN_KEY)
        || snapshot.summary().containsKey(SnapshotSummary.PUBLISHED_WAP_ID_PROP);
  }

  /** This run's snapshots on main, newest first. */
  private List<Snapshot> ours(Table table) {
    List<Snapshot> ours = new ArrayList<>();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (isOurs(snapshot)) {
        ours.add(snapshot);
      } else if (Boolean.parseBoolean(
              snapshot.summary().get(SnapshotSummary.PARTITION_SUMMARY_PROP))
          && SnapshotHistory.changes(snapshot, partition)) {
        return ours;
      }
    }
    return ours;
  }

  /** A staged snapshot of this run that a cherry-pick would still take. */
  Optional<Snapshot> staged(Table table) {
    return all(table)
        .filter(snapshot -> snapshot.summary().containsKey(SnapshotSummary.STAGED_WAP_ID_PROP))
        .filter(this::isOurs)
        .filter(snapshot -> !touchedSince(table, snapshot.parentId()))
        .max(Comparator.comparingLong(Snapshot::sequenceNumber));
  }

  /** The snapshot that an attempt staged; empty when it had no rows, and so committed nothing. */
  static Optional<Snapshot> ofAttempt(Table table, String wapId) {
    return all(table)
        .filter(
            snapshot -> wapId.equals(snapshot.summary().get(SnapshotSummary.STAGED_WAP_ID_PROP)))
        .findFirst();
  }

  /** A rewrite counts: a cherry-pick refuses partitions with new files, whatever they hold. */
  private boolean touchedSince(Table table, Long parent) {
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (parent != null && snapshot.snapshotId() == parent) {
        return false;
      }
      if (SnapshotHistory.touches(snapshot, partition)) {
        return true;
      }
    }
    return parent != null;
  }

  private boolean isOurs(Snapshot snapshot) {
    return isOf(key, snapshot);
  }

  private static boolean isOf(RunKey key, Snapshot snapshot) {
    return key.value().equals(snapshot.summary().get(RUN_KEY))
        || Stream.of(SnapshotSummary.PUBLISHED_WAP_ID_PROP, SnapshotSummary.STAGED_WAP_ID_PROP)
            .map(property -> snapshot.summary().getOrDefault(property, ""))
            .anyMatch(wapId -> wapId.startsWith(key + "."));
  }

  private static Stream<Snapshot> all(Table table) {
    return StreamSupport.stream(table.snapshots().spliterator(), false);
  }
}
