package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import io.headgate.compaction.SnapshotUsers.StatedReaders;
import io.headgate.platform.contract.PipelineContract;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * From when on something may be done to a table.
 *
 * @param partitions how long a partition must be closed, and its rows unchanged
 * @param snapshots how long ago a snapshot must have been the head of main
 * @param orphans how old an unreferenced file must be
 * @param correctable how long after its end a partition can still be corrected
 * @param readers readers of the lake that the platform does not know
 * @param queries URI of recorded queries, by which tables are clustered; null: none
 * @param lease how long others wait for a maintainer that was killed
 */
record UpkeepLimits(
    Duration partitions,
    Duration snapshots,
    Duration orphans,
    Duration correctable,
    StatedReaders readers,
    @Nullable String queries,
    Duration lease) {
  UpkeepLimits {
    requireNonNull(partitions);
    requireNonNull(snapshots);
    requireNonNull(orphans);
    requireNonNull(correctable);
    requireNonNull(readers);
    requireNonNull(lease);
  }

  /** How long the contract keeps a dataset's partitions; null: for ever. */
  @Nullable
  Duration kept(PipelineContract contract, String dataset) {
    Map<String, Duration> kept = new HashMap<>();
    kept.put(contract.rawDataset(), contract.retention().raw());
    kept.put(contract.quarantineDataset(), contract.retention().quarantine());
    kept.put(contract.metricsDataset(), contract.retention().metrics());
    kept.put(contract.offendingDataset(), contract.retention().keptOffending());
    return kept.get(dataset);
  }
}
