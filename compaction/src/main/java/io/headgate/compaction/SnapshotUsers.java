package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.iceberg.EpochHistory;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.RegistryClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Asks everybody who may need a snapshot of a table: its own tags and branches, streaming queries,
 * what readers of catalog {@code published} see, the ledger, and readers of the lake that a person
 * named.
 *
 * @param pipeline that fills the table
 * @param warehouse URI of the lake's warehouse
 * @param correctable how long after its end a partition can still be corrected
 * @param readers what a person said of readers that the platform does not know
 */
record SnapshotUsers(
    RegistryClient registry,
    String pipeline,
    String warehouse,
    Duration correctable,
    StatedReaders readers,
    Clock clock) {
  /** A partition is a day at most, and its first rows may come an hour before it. */
  private static final Duration LONGEST_PARTITION = Duration.ofHours(25);

  SnapshotUsers {
    requireNonNull(registry);
    requireNonNull(pipeline);
    requireNonNull(warehouse);
    requireNonNull(correctable);
    requireNonNull(readers);
    requireNonNull(clock);
  }

  /**
   * Readers of the lake that the platform does not know.
   *
   * @param checkpoints of Spark streams
   * @param snapshots from which somebody reads on, by id
   */
  record StatedReaders(List<ReaderCheckpoint> checkpoints, List<Long> snapshots) {
    static final StatedReaders NONE = new StatedReaders(List.of(), List.of());

    StatedReaders {
      checkpoints = List.copyOf(checkpoints);
      snapshots = List.copyOf(snapshots);
    }
  }

  /**
   * What they need.
   *
   * @param table freshly loaded
   * @param since whoever began to read before then has ended
   */
  SnapshotNeeds needs(String dataset, Table table, Instant since) {
    SnapshotNeeds needs = new SnapshotNeeds();
    table
        .refs()
        .forEach(
            (name, ref) ->
                needs.need(ref.snapshotId(), (ref.isBranch() ? "branch " : "tag ") + name));
    lastEpochs(table, needs);
    published(dataset, table, since, needs);
    ledger(dataset, table, needs);
    readers(table, needs);
    return needs;
  }

  /** A query that was never reported, or whose tag is gone, is found by its markers. */
  private void lastEpochs(Table table, SnapshotNeeds needs) {
    Set<String> queries = new HashSet<>(Set.of("raw-ingest:" + pipeline));
    registry.queries().stream()
        .filter(report -> report.pipeline().equals(pipeline))
        .map(QueryReport::query)
        .forEach(queries::add);
    for (String query : queries) {
      new EpochHistory(query)
          .last(table)
          .ifPresent(epoch -> needs.need(epoch.snapshot().snapshotId(), "last epoch of " + query));
    }
  }

  private void published(String dataset, Table table, Instant since, SnapshotNeeds needs) {
    Optional<Dataset> known = registry.dataset(dataset);
    known.map(Dataset::snapshotId).ifPresent(snapshot -> needs.need(snapshot, "readers see it"));
    long sequence = known.map(Dataset::sequenceNumber).orElse(-1L);
    PublishedFiles.of(table, dataset, warehouse)
        .inUse(sequence, since)
        .forEach(snapshot -> needs.need(snapshot, "readers may see it"));
  }

  /** The newest snapshot that the ledger names for each partition that is not final for good. */
  private void ledger(String dataset, Table table, SnapshotNeeds needs) {
    Instant now = clock.instant();
    Map<String, Instant> ends = new HashMap<>();
    for (PartitionFiles partition : TableFiles.of(table)) {
      if (partition.end() != null) {
        ends.put(partition.partition(), partition.end());
      }
    }
    Set<String> told = new HashSet<>();
    for (LedgerRow row :
        registry.ledger(dataset, now.minus(correctable).minus(LONGEST_PARTITION))) {
      for (String partition : row.partitionRows().keySet()) {
        Instant end = ends.get(partition);
        boolean open = end != null && now.isBefore(end.plus(correctable));
        if (open && row.snapshotId() != null && told.add(partition)) {
          needs.need(row.snapshotId(), "the ledger names it for " + partition);
        }
      }
    }
  }

  private void readers(Table table, SnapshotNeeds needs) {
    for (ReaderCheckpoint checkpoint : readers.checkpoints()) {
      checkpoint
          .position(table)
          .ifPresent(
              snapshot ->
                  needs
                      .need(snapshot.snapshotId(), "checkpoint " + checkpoint.location())
                      .needFrom(snapshot.sequenceNumber()));
    }
    for (long id : readers.snapshots()) {
      Snapshot snapshot = table.snapshot(id);
      if (snapshot == null) {
        throw new HeadgateException(
            ExitCode.BAD_CONFIGURATION,
            "Cannot keep what a reader needs: %s has no snapshot %d. Correct --reader-snapshot; when it has expired, that reader must begin anew."
                .formatted(table.name(), id));
      }
      needs.need(id, "a reader stands there").needFrom(snapshot.sequenceNumber());
    }
  }
}
