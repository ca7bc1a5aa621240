package io.headgate.registry.gate;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.PartitionState;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What the registry knows when it is asked for a gate.
 *
 * @param dataset dataset name
 * @param kind what the dataset holds
 * @param knownSince when the dataset was first applied
 * @param partition the partition asked for, or null for the dataset as a whole
 * @param snapshotId what readers see (raw: what jobs see), or null
 * @param delayed whether the dataset is late for its SLA
 * @param neededScore the higher of the contract's and the asker's
 * @param readablePartitions how many partitions readers see
 * @param subject the partition asked for, or for a dataset the readable one with the lowest score;
 *     null when there is none
 * @param quarantined newest first; only for a dataset as a whole
 * @param holds those in force, on the dataset and on the partition asked for
 * @param balance what the ledger says; only for raw
 */
public record GateFacts(
    String dataset,
    Dataset.Kind kind,
    Instant knownSince,
    @Nullable String partition,
    @Nullable Long snapshotId,
    boolean delayed,
    double neededScore,
    long readablePartitions,
    @Nullable PartitionFacts subject,
    List<PartitionFacts> quarantined,
    List<HoldFacts> holds,
    @Nullable LedgerBalance balance) {

  public GateFacts {
    requireNonNull(dataset);
    requireNonNull(kind);
    requireNonNull(knownSince);
    quarantined = List.copyOf(quarantined);
    holds = List.copyOf(holds);
  }

  /**
   * One partition.
   *
   * @param score null when never checked
   * @param arithmetic null when never checked
   * @param newerInputAt when input arrived that its run had not read, or null
   */
  public record PartitionFacts(
      String key,
      PartitionState state,
      Instant stateSince,
      @Nullable Double score,
      @Nullable String arithmetic,
      @Nullable Instant newerInputAt,
      List<CheckResult> checks) {
    public PartitionFacts {
      checks = List.copyOf(checks);
    }

    boolean isReadable() {
      return state == PartitionState.PUBLISHED || state == PartitionState.DIRTY;
    }
  }

  /** A hold in force; {@code partition} is null when it is on the dataset as a whole. */
  public record HoldFacts(
      @Nullable String partition,
      String reason,
      String who,
      Instant since,
      @Nullable Instant until) {}
}
