package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * Which events made a partition.
 *
 * @param dataset the dataset that was asked for
 * @param partition its partition
 * @param rollup the rollup whose rows it shows; null for a raw partition
 * @param runKey the run whose rows readers see; null for a raw partition
 * @param snapshotId the snapshot that the run published, or null
 * @param rawDataset raw dataset that holds the events
 * @param rawSnapshotId its snapshot that was read, or null when the ledger has none
 * @param from first event time, inclusive
 * @param until last event time, exclusive
 * @param offsets every event lies in one of these ranges. They hold whole micro-batches, so there
 *     may be events of other partitions in them too
 * @param batches how many micro-batches these are
 * @param rows events of the raw partitions that the micro-batches added; an hour counts its day
 * @param complete whether the ledger is sure to have every micro-batch
 * @param remark what is not known, or empty
 * @param query SQL that yields the position of each of the events, once per event id
 */
public record EventOrigin(
    String dataset,
    String partition,
    @Nullable String rollup,
    @Nullable String runKey,
    @Nullable Long snapshotId,
    String rawDataset,
    @Nullable Long rawSnapshotId,
    Instant from,
    Instant until,
    List<OffsetRange> offsets,
    int batches,
    long rows,
    boolean complete,
    String remark,
    String query) {
  public EventOrigin {
    requireNonNull(dataset);
    requireNonNull(partition);
    requireNonNull(rawDataset);
    requireNonNull(from);
    requireNonNull(until);
    offsets = List.copyOf(offsets);
    requireNonNull(remark);
    requireNonNull(query);
  }
}
