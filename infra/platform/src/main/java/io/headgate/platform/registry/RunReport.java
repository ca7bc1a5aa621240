package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * How a batch run over one dataset and window ended. The registry applies it in one transaction:
 * partition states, scores, the published pointer and the ledger change together or not at all.
 * Sending it again changes nothing.
 *
 * @param runKey identity of the run: same key, same result
 * @param dataset dataset written
 * @param pipeline pipeline name
 * @param contractVersion contract version that the run used
 * @param windowStart inclusive, UTC
 * @param windowEnd exclusive, UTC
 * @param state {@link PartitionState#PUBLISHED} or {@link PartitionState#QUARANTINED}
 * @param partitionRows rows per partition key; 0 for one that became empty
 * @param checks outcome of every check
 * @param inputs snapshot id of each input dataset that was read
 * @param publication where the published state stands; null when quarantined
 * @param startedAt when the run began
 * @param endedAt when it ended
 */
public record RunReport(
    String runKey,
    String dataset,
    String pipeline,
    int contractVersion,
    Instant windowStart,
    Instant windowEnd,
    PartitionState state,
    Map<String, Long> partitionRows,
    List<CheckResult> checks,
    Map<String, Long> inputs,
    @Nullable Publication publication,
    Instant startedAt,
    Instant endedAt) {

  public RunReport {
    requireNonNull(runKey);
    requireNonNull(dataset);
    requireNonNull(pipeline);
    requireNonNull(windowStart);
    requireNonNull(windowEnd);
    requireNonNull(state);
    partitionRows = Map.copyOf(partitionRows);
    checks = List.copyOf(checks);
    inputs = Map.copyOf(inputs);
    requireNonNull(startedAt);
    requireNonNull(endedAt);
  }

  /**
   * The state of the lake table that readers of catalog {@code published} shall see.
   *
   * @param snapshotId the snapshot at the head of that state
   * @param sequenceNumber its sequence number; the pointer only moves to a higher one
   * @param metadataLocation URI of the metadata file that the job wrote for the pointer
   */
  public record Publication(long snapshotId, long sequenceNumber, String metadataLocation) {}
}
