package io.headgate.batch.migrate;

import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Tells the registry which days of raw a migration has changed, so that what was made from them
 * before is made again. The snapshots say it, so a run that was killed before it could tell is
 * spoken for by the next.
 */
final class FilledDays {
  /** Snapshot summary key of the migration that made it. */
  private static final String MIGRATION = "headgate.migration";

  /** Snapshot summary key of the day that it filled. */
  private static final String DAY = "headgate.migration-day";

  private final RegistryClient registry;
  private final PipelineVersion recorded;
  private final ColumnChange change;

  FilledDays(RegistryClient registry, PipelineVersion recorded, ColumnChange change) {
    this.registry = registry;
    this.recorded = recorded;
    this.change = change;
  }

  /** What the commit of a day says of itself. */
  Map<String, String> summary(LocalDate day) {
    return Map.of(MIGRATION, change.toString(), DAY, day.toString());
  }

  /** Tells of all that raw still has a snapshot of; of what was told before, nothing changes. */
  void tell(Table raw) {
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(raw)) {
      if (change.toString().equals(snapshot.summary().get(MIGRATION))) {
        registry.postLedger(row(snapshot));
      }
    }
  }

  /** It adds no events: those of the day are what they were, with one more value. */
  private LedgerRow row(Snapshot snapshot) {
    Instant committedAt = Instant.ofEpochMilli(snapshot.timestampMillis());
    return new LedgerRow(
        "schema-migrate:" + recorded.name(),
        change.toString(),
        snapshot.sequenceNumber(),
        recorded.contract().rawDataset(),
        recorded.name(),
        recorded.version(),
        List.of(),
        0,
        0,
        0,
        Map.of("event_date=" + snapshot.summary().get(DAY), 0L),
        snapshot.snapshotId(),
        null,
        null,
        committedAt,
        committedAt);
  }
}
