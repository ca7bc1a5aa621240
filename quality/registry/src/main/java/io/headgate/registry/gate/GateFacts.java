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
 * @param needed the score that is needed
 * @param readablePartitions how many partitions readers see; only for a dataset as a whole
 * @param subject the partition asked for, or for a dataset the readable one with the lowest score;
 *     null when there is none
 * @param quarantined newest first; only for a dataset as a whole
 * @param balance what the ledger says; only for raw, and null as long as it says nothing
 * @param around what else speaks for or against it
 */
public record GateFacts(
    String dataset,
    Dataset.Kind kind,
    Instant knownSince,
    @Nullable String partition,
    @Nullable Long snapshotId,
    NeededScore needed,
    long readablePartitions,
    @Nullable PartitionFacts subject,
    List<PartitionFacts> quarantined,
    @Nullable LedgerBalance balance,
    Circumstances around) {

  public GateFacts {
    requireNonNull(dataset);
    requireNonNull(kind);
    requireNonNull(knownSince);
    requireNonNull(needed);
    quarantined = List.copyOf(quarantined);
    requireNonNull(around);
  }

  /**
   * A score in [0, 1] that is needed.
   *
   * @param byContract the contract's threshold
   * @param byAsker what the asker needs, 0 for nothing of its own; an acceptance does not speak for
   *     the asker
   */
  public record NeededScore(double byContract, double byAsker) {
    double higher() {
      return Math.max(byContract, byAsker);
    }
  }

  /**
   * One partition.
   *
   * @param score null when never checked
   * @param arithmetic null when never checked
   * @param newerInputAt when input arrived that its run had not read, or null
   * @param firstPublishedAt when readers first saw it, or null
   */
  public record PartitionFacts(
      String key,
      PartitionState state,
      Instant stateSince,
      @Nullable Double score,
      @Nullable String arithmetic,
      @Nullable Instant newerInputAt,
      @Nullable Instant firstPublishedAt,
      List<CheckResult> checks) {
    public PartitionFacts {
      checks = List.copyOf(checks);
    }

    boolean isReadable() {
      return state == PartitionState.PUBLISHED || state == PartitionState.DIRTY;
    }
  }
}
