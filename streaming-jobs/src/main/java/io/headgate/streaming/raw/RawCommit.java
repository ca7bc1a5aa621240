package io.headgate.streaming.raw;

import io.headgate.platform.iceberg.EpochMarker;
import java.time.Instant;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;

/**
 * A batch that is in the lake.
 *
 * @param marker which batch
 * @param snapshot raw's snapshot that holds its valid events
 * @param partitionRows rows added per partition of raw, {@code event_date=2026-11-12}
 * @param tally what was read
 * @param startedAt when the writing began
 * @param committedAt when the last table had it
 * @param replayed whether raw had it before
 */
record RawCommit(
    EpochMarker marker,
    Snapshot snapshot,
    Map<String, Long> partitionRows,
    BatchTally tally,
    Instant startedAt,
    Instant committedAt,
    boolean replayed) {

  long rowsValid() {
    return added(snapshot);
  }

  long rowsQuarantined() {
    return tally.rowsIn() - rowsValid();
  }

  static long added(Snapshot snapshot) {
    return Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0"));
  }
}
