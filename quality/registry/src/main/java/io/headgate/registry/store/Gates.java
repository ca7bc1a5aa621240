package io.headgate.registry.store;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.GateDecision;
import io.headgate.registry.gate.GateFacts;
import io.headgate.registry.gate.GateFacts.PartitionFacts;
import io.headgate.registry.gate.LedgerBalance;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Gathers the facts for a gate and lets {@link GateDecision} decide. */
public final class Gates {
  private static final int FAULTS_TOLD = 20;
  private static final int QUARANTINED_TOLD = 20;

  private final Jdbi jdbi;
  private final Clock clock;

  public Gates(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Answers for one dataset or partition.
   *
   * @param partition partition key, or null for the dataset as a whole
   * @param minimumScore what the asker needs; the contract's threshold counts when it is higher
   */
  public GateAnswer ask(String dataset, @Nullable String partition, double minimumScore) {
    return jdbi.withHandle(
        handle -> ask(handle, new DatasetRows(handle).require(dataset), partition, minimumScore));
  }

  /** The gates of raw and batch datasets, by name. */
  public List<GateAnswer> all() {
    return jdbi.withHandle(
        handle ->
            new DatasetRows(handle)
                .gated().stream().map(dataset -> ask(handle, dataset, null, 0)).toList());
  }

  private GateAnswer ask(
      Handle handle, DatasetRow dataset, @Nullable String partition, double minimumScore) {
    Instant now = clock.instant();
    RecordedPipeline pipeline = new PipelineRows(handle).newest(dataset.pipeline()).orElseThrow();
    GateRows rows = new GateRows(handle, dataset.name());
    boolean raw = dataset.kind() == Kind.RAW;
    GateFacts facts =
        new GateFacts(
            dataset.name(),
            dataset.kind(),
            dataset.createdAt(),
            partition,
            raw ? dataset.lakeSnapshotId() : dataset.publishedSnapshotId(),
            isDelayed(handle, dataset, pipeline, now),
            Math.max(minimumScore, pipeline.minimumScore()),
            rows.countReadable(),
            (partition == null ? rows.lowestReadable() : rows.partition(partition)).orElse(null),
            partition == null ? rows.quarantined(QUARANTINED_TOLD) : List.of(),
            Holds.inForce(handle, dataset.name(), partition, now),
            raw ? balance(handle, dataset, partition, now) : null);
    return GateDecision.decide(facts, now);
  }

  @Nullable
  private static LedgerBalance balance(
      Handle handle, DatasetRow dataset, @Nullable String partition, Instant now) {
    LedgerRows ledger = new LedgerRows(handle, now);
    LedgerBalance balance =
        partition == null
            ? ledger.balance(dataset, FAULTS_TOLD)
            : ledger.balance(dataset.name(), partition, FAULTS_TOLD);
    return balance.rowsIn() == 0 && balance.holds() ? null : balance;
  }

  /** Raw is complete up to its frontier, a batch dataset in the windows that are published. */
  private static boolean isDelayed(
      Handle handle, DatasetRow dataset, RecordedPipeline pipeline, Instant now) {
    Grain grain = dataset.grain();
    if (grain == null) {
      return false;
    }
    return pipeline
        .serviceLevel()
        .newestDue(grain, now)
        .filter(
            window -> {
              if (dataset.kind() == Kind.RAW) {
                return dataset.frontier() == null || dataset.frontier().isBefore(window.end());
              }
              Optional<PartitionFacts> newest =
                  new GateRows(handle, dataset.name())
                      .partition(grain.partitionKey(window.start()));
              return newest
                  .filter(
                      partition ->
                          partition.state() == PartitionState.PUBLISHED
                              || partition.state() == PartitionState.DIRTY)
                  .isEmpty();
            })
        .isPresent();
  }
}
