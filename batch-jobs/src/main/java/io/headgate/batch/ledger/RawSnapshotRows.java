package io.headgate.batch.ledger;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.iceberg.BatchTally;
import io.headgate.platform.iceberg.CommittedEpoch;
import io.headgate.platform.iceberg.EpochHistory;
import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.iceberg.Frontier;
import io.headgate.platform.registry.LedgerRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** The micro-batches of raw ingest, by the markers that they left in raw's snapshots. */
final class RawSnapshotRows {
  private static final List<String> UNKNOWN = List.of("contract_version", "started_at");

  private final PipelineContract contract;
  private final ContractVersions versions;
  private final String query;

  RawSnapshotRows(PipelineContract contract, ContractVersions versions) {
    this.contract = contract;
    this.versions = versions;
    this.query = query(contract);
  }

  /** The query that fills raw. */
  static String query(PipelineContract contract) {
    return "raw-ingest:" + contract.name();
  }

  List<RebuiltRow> of(Table raw) {
    List<RebuiltRow> rows = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    for (Snapshot snapshot : SnapshotUtil.currentAncestors(raw)) {
      if (seen.add(snapshot.snapshotId())) {
        EpochMarker.of(snapshot, query).map(marker -> row(marker, snapshot)).ifPresent(rows::add);
      }
    }
    // The last batch is kept when the snapshots around it have expired.
    new EpochHistory(query)
        .last(raw)
        .filter(last -> seen.add(last.snapshot().snapshotId()))
        .map(this::row)
        .ifPresent(rows::add);
    return rows;
  }

  private RebuiltRow row(CommittedEpoch epoch) {
    return row(epoch.marker(), epoch.snapshot());
  }

  private RebuiltRow row(EpochMarker marker, Snapshot snapshot) {
    List<String> unknown = new ArrayList<>(UNKNOWN);
    BatchTally tally =
        marker
            .note(BatchTally.NOTE)
            .map(BatchTally::parse)
            .orElseGet(
                () -> {
                  unknown.addAll(CheckpointRows.COUNTS);
                  return new BatchTally(0, 0, Map.of(), Map.of(), Map.of(), Map.of(), List.of());
                });
    Instant frontier =
        marker
            .note(Frontier.NOTE)
            .map(Frontier::parse)
            .flatMap(known -> known.instant(marker.offsets().size()))
            .orElse(null);
    Instant committedAt = Instant.ofEpochMilli(snapshot.timestampMillis());
    return new RebuiltRow(
        new LedgerRow(
            query,
            marker.queryId(),
            marker.epoch(),
            contract.rawDataset(),
            contract.name(),
            versions.at(committedAt),
            marker.offsets().stream().filter(range -> range.until() > range.from()).toList(),
            tally.rowsIn(),
            tally.rowsValid(),
            tally.rowsQuarantined(),
            tally.rowsFiltered(),
            0,
            0,
            tally.partitionRows(),
            tally.errors(),
            tally.warnings(),
            Map.of(),
            tally.suspects(),
            snapshot.snapshotId(),
            frontier,
            null,
            committedAt,
            committedAt),
        unknown);
  }
}
