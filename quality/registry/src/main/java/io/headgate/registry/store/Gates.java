package io.headgate.registry.store;

import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.registry.gate.GateDecision;
import io.headgate.registry.gate.GateFacts;
import io.headgate.registry.gate.GateFacts.NeededScore;
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
   * What is asked of a gate.
   *
   * @param partition partition key, or null for the dataset as a whole
   * @param minimumScore what the asker needs; the contract's threshold counts when it is higher
   * @param readUntil up to where raw must have been read, or null
   */
  public record Question(
      @Nullable String partition, double minimumScore, @Nullable Instant readUntil) {
    public static Question about(@Nullable String partition) {
      return new Question(partition, 0, null);
    }
  }

  /** Answers for one dataset or partition. */
  public GateAnswer ask(String dataset, Question question) {
    return jdbi.withHandle(
        handle -> ask(handle, new DatasetRows(handle).require(dataset), question, clock.instant()));
  }

  /** The gates of raw and batch datasets, by name. */
  public List<GateAnswer> page(String cursor, int limit) {
    return jdbi.withHandle(
        handle ->
            new DatasetRows(handle)
                .gated(cursor, limit).stream()
                    .map(dataset -> ask(handle, dataset, Question.about(null), clock.instant()))
                    .toList());
  }

  static GateAnswer ask(Handle handle, DatasetRow dataset, Question question, Instant now) {
    return ask(handle, dataset, question, balance(handle, dataset, question.partition(), now), now);
  }

  /** Of a partition that a run read; without adding up its ledger, of which a day has much. */
  static GateAnswer askAsInput(Handle handle, DatasetRow dataset, String partition, Instant now) {
    LedgerBalance faults = new LedgerRows(handle, now).unsummed(dataset, partition, FAULTS_TOLD);
    return ask(handle, dataset, Question.about(partition), faults, now);
  }

  private static GateAnswer ask(
      Handle handle,
      DatasetRow dataset,
      Question question,
      @Nullable LedgerBalance balance,
      Instant now) {
    RecordedPipeline pipeline = new PipelineRows(handle).newest(dataset.pipeline()).orElseThrow();
    GateRows rows = new GateRows(handle, dataset.name());
    String partition = question.partition();
    boolean whole = partition == null;
    boolean raw = dataset.kind() == Kind.RAW;
    Optional<PartitionFacts> subject = whole ? rows.lowestReadable(now) : rows.partition(partition);
    GateFacts facts =
        new GateFacts(
            dataset.name(),
            dataset.kind(),
            dataset.createdAt(),
            partition,
            raw ? dataset.lakeSnapshotId() : dataset.publishedSnapshotId(),
            new NeededScore(pipeline.minimumScore(), question.minimumScore()),
            whole ? rows.countReadable() : 0,
            subject.orElse(null),
            whole ? rows.quarantined(QUARANTINED_TOLD) : List.of(),
            balance,
            new GateCircumstances(handle, dataset, pipeline, now)
                .of(question, whole ? null : subject.orElse(null)));
    return GateDecision.decide(facts, now);
  }

  /**
   * What the ledger says of raw. Of a partition without rows it says so only when raw has been read
   * past its end: until then nobody knows that it has none.
   */
  @Nullable
  private static LedgerBalance balance(
      Handle handle, DatasetRow dataset, @Nullable String partition, Instant now) {
    if (dataset.kind() != Kind.RAW) {
      return null;
    }
    LedgerRows ledger = new LedgerRows(handle, now);
    if (partition == null) {
      LedgerBalance balance = ledger.balance(dataset, FAULTS_TOLD);
      return balance.rowsIn() == 0 && balance.holds() ? null : balance;
    }
    LedgerBalance balance = ledger.balance(dataset.name(), partition, FAULTS_TOLD);
    return balance.rowsIn() > 0 || dataset.readPast(partition) ? balance : null;
  }
}
