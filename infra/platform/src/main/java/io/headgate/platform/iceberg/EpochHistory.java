package io.headgate.platform.iceberg;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Which micro-batches of one query a table holds. The last one is protected from anybody's snapshot
 * expiry by a tag, so that it is found at once however long ago it was and whatever other writers
 * have committed since.
 *
 * <p>A tagged snapshot counts when it is on main: reachable from main's head, or older than where
 * main's chain breaks off because snapshots in between have expired.
 */
public final class EpochHistory {
  private final String query;

  /**
   * @param query for example {@code raw-ingest:flights}
   */
  public EpochHistory(String query) {
    this.query = requireNonNull(query);
  }

  /** For example {@code headgate-raw-ingest-flights-last-epoch}. */
  public String tag() {
    return "headgate-" + query.replaceAll("[^A-Za-z0-9_]+", "-") + "-last-epoch";
  }

  /** What the query committed last; the cost does not depend on how much it has committed. */
  public Optional<CommittedEpoch> last(Table table) {
    SnapshotRef ref = table.refs().get(tag());
    Snapshot tagged = ref == null ? null : table.snapshot(ref.snapshotId());
    return tagged != null && isOnMain(table, tagged)
        ? CommittedEpoch.of(tagged, query)
        : newest(SnapshotUtil.currentAncestors(table));
  }

  /**
   * The snapshot that holds this batch, if it was committed.
   *
   * @throws HeadgateException when the table holds some of its offsets by another batch
   */
  public Optional<CommittedEpoch> find(Table table, EpochMarker marker) {
    Optional<CommittedEpoch> last = last(table);
    if (last.isEmpty() || last.get().marker().isSameBatchAs(marker)) {
      return last;
    }
    EpochMarker newest = last.get().marker();
    if (newest.queryId().equals(marker.queryId()) && newest.epoch() > marker.epoch()) {
      return Optional.of(older(table, marker).orElseThrow(() -> conflict(table, marker, newest)));
    }
    if (marker.overlapWith(newest).isPresent()) {
      throw conflict(table, marker, newest);
    }
    return Optional.empty();
  }

  /**
   * Whether the batch may be committed on top of these snapshots, which is to say that none of its
   * offsets is in them.
   *
   * @param ancestry from the newest on
   */
  boolean allows(Iterable<Snapshot> ancestry, EpochMarker marker) {
    return newest(ancestry)
        .map(CommittedEpoch::marker)
        .filter(last -> last.isSameBatchAs(marker) || marker.overlapWith(last).isPresent())
        .isEmpty();
  }

  /** A batch before the last one: a checkpoint was put back to an older state. */
  private Optional<CommittedEpoch> older(Table table, EpochMarker marker) {
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      Optional<CommittedEpoch> epoch =
          CommittedEpoch.of(snapshot, query)
              .filter(that -> that.marker().queryId().equals(marker.queryId()));
      if (epoch.isPresent() && epoch.get().marker().epoch() <= marker.epoch()) {
        return epoch.filter(that -> that.marker().isSameBatchAs(marker));
      }
    }
    return Optional.empty();
  }

  private Optional<CommittedEpoch> newest(Iterable<Snapshot> ancestry) {
    for (Snapshot snapshot : ancestry) {
      Optional<CommittedEpoch> epoch = CommittedEpoch.of(snapshot, query);
      if (epoch.isPresent()) {
        return epoch;
      }
    }
    return Optional.empty();
  }

  private static boolean isOnMain(Table table, Snapshot tagged) {
    Snapshot oldest = null;
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
      if (snapshot.snapshotId() == tagged.snapshotId()) {
        return true;
      }
      if (snapshot.sequenceNumber() <= tagged.sequenceNumber()) {
        return false;
      }
      oldest = snapshot;
    }
    return oldest != null && oldest.parentId() != null;
  }

  private HeadgateException conflict(Table table, EpochMarker marker, EpochMarker there) {
    String what =
        marker
            .overlapWith(there)
            .map(EpochHistory::text)
            .orElse("other offsets of epoch " + marker.epoch());
    return new HeadgateException(
        ExitCode.CHECKS_FAILED,
        "Cannot commit epoch %d of %s to %s: the table has read past %s by epoch %d of query id %s. Another driver runs this query, or its checkpoint is older than the table: stop the other driver, or remove the checkpoint folder, and the query goes on from the table."
            .formatted(marker.epoch(), query, table.name(), what, there.epoch(), there.queryId()));
  }

  private static String text(OffsetRange range) {
    return "%s partition %d [%d, %d)"
        .formatted(range.topic(), range.partition(), range.from(), range.until());
  }
}
