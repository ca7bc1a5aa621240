package io.headgate.registry.gate;

import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.GateFacts.PartitionFacts;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * Decides whether a gate is open.
 *
 * <ul>
 *   <li>Partition of a batch dataset: open when it is published (or dirty, which is published with
 *       newer input waiting), its score reaches what is needed, it reconciles with its source, the
 *       gates of its inputs were open when it was made, and nobody and no incident holds it.
 *   <li>Batch dataset: open when readers have a state to read, the lowest score in it reaches what
 *       is needed and nobody holds the dataset. A quarantined partition does not shut it, because
 *       readers keep the last good state; it is told as a reason all the same.
 *   <li>Raw dataset or partition, as jobs read it in the lake: open when rows are there, or it is
 *       known that there are none because raw has been read past the partition's end, the ledger
 *       balances, a reconciliation found nothing else, and nobody holds it.
 *   <li>Aggregate: its live windows are readable at once, so only a hold shuts it.
 *   <li>What is in quarantine is never readable.
 * </ul>
 *
 * Faults of producers are told as {@link Causes}, and shut nothing by themselves: what they do to
 * the data is judged by its checks.
 *
 * <p>Being late shuts the gate of a batch dataset where the contract says so. An operator's
 * acceptance of a partition waives all but holds, and what the asker itself needs; rows that were
 * quarantined are published by the next run.
 */
public final class GateDecision {
  private static final String REPEAT = "Correct what failed and repeat the run, or accept it.";
  private static final String PUBLISH =
      "It is accepted: repeat the run, which publishes it as long as the acceptance lasts.";

  private final GateFacts facts;
  private final Verdict verdict = new Verdict();

  private GateDecision(GateFacts facts) {
    this.facts = facts;
  }

  public static GateAnswer decide(GateFacts facts, Instant now) {
    return new GateDecision(facts).answer(now);
  }

  private GateAnswer answer(Instant now) {
    new Objections(facts, verdict).held();
    if (facts.kind() == Dataset.Kind.QUARANTINE) {
      verdict.insist(
          "NOT_FOR_READERS",
          "it keeps what broke the contract",
          facts.knownSince(),
          "Look at it with headgate dlq list.");
    } else if (facts.kind() == Dataset.Kind.RAW) {
      return raw(now);
    } else if (facts.kind().isBatch()) {
      return facts.partition() == null ? dataset(now) : partition(now);
    }
    return answer(now, null, null);
  }

  private GateAnswer raw(Instant now) {
    LedgerBalance balance = facts.balance();
    if (balance == null) {
      verdict.shut(
          "NOT_WRITTEN",
          subjectName() + " has no rows yet",
          facts.knownSince(),
          "Wait for the stream; headgate status tells whether it runs.");
      return answer(now, null, null);
    }
    balance
        .faults()
        .forEach(
            fault ->
                verdict.shut(
                    "UNBALANCED",
                    fault.text(),
                    fault.since(),
                    "Run ReconcileJob, which names each offset that is missing or twice."));
    if (facts.partition() != null && balance.rowsIn() == 0) {
      verdict.tell(
          "EMPTY",
          subjectName() + " has no rows, and raw has been read past its end",
          facts.knownSince(),
          null);
    }
    reachesWhatIsAsked(balance.score(), subjectName(), now);
    return answer(now, balance.score(), balance.arithmetic());
  }

  private GateAnswer partition(Instant now) {
    PartitionFacts subject = facts.subject();
    if (subject == null) {
      verdict.shut(
          "NOT_PUBLISHED",
          "no run has published " + subjectName() + " yet",
          facts.knownSince(),
          "Wait for its run, or backfill it.");
      return answer(now, null, null);
    }
    if (subject.state() == PartitionState.QUARANTINED) {
      String remedy = facts.around().acceptance() == null ? REPEAT : PUBLISH;
      verdict.shut(
          "QUARANTINED", quarantined(subject, score(subject)), subject.stateSince(), remedy);
      failures(subject)
          .forEach(
              check ->
                  verdict.shut(
                      "CHECK_FAILED", QualityScore.words(check), subject.stateSince(), remedy));
      reachesWhatIsAsked(subject.score(), subject.key(), subject.stateSince());
    } else if (!subject.isReadable()) {
      String state =
          subject.state() == PartitionState.EXPECTED
              ? "is expected, and no run has published it yet"
              : "is written, and not published yet";
      verdict.shut(
          "NOT_PUBLISHED",
          subjectName() + " " + state,
          subject.stateSince(),
          "Wait for its run, or backfill it.");
    } else {
      scored(subject);
      failures(subject)
          .forEach(
              check ->
                  verdict.tell(
                      "CHECK_FAILED", QualityScore.words(check), subject.stateSince(), REPEAT));
    }
    return answer(now, subject.score(), subject.arithmetic());
  }

  private GateAnswer dataset(Instant now) {
    facts
        .quarantined()
        .forEach(
            partition ->
                verdict.tell(
                    "QUARANTINED",
                    quarantined(partition, words(partition)),
                    partition.stateSince(),
                    REPEAT));
    PartitionFacts lowest = facts.subject();
    if (facts.snapshotId() == null || lowest == null) {
      verdict.shut(
          "NOT_PUBLISHED",
          "nothing of " + subjectName() + " is published yet",
          facts.knownSince(),
          "Wait for its first run, or backfill it.");
      return answer(now, null, null);
    }
    scored(lowest);
    String arithmetic =
        "lowest of %d readable partitions, %s: %s"
            .formatted(facts.readablePartitions(), lowest.key(), lowest.arithmetic());
    return answer(now, lowest.score(), arithmetic);
  }

  private void scored(PartitionFacts partition) {
    Double score = partition.score();
    if (score == null) {
      verdict.shut(
          "NEVER_CHECKED",
          partition.key() + " has no score: no score, no read",
          partition.stateSince(),
          "Give the dataset checks in its contract, and repeat the run.");
    } else if (!QualityScore.reaches(score, facts.needed().byContract())) {
      verdict.shut("SCORE_TOO_LOW", tooLow(partition.key(), score), partition.stateSince(), REPEAT);
    }
    reachesWhatIsAsked(score, partition.key(), partition.stateSince());
  }

  /** What the asker needs beyond the contract, or beyond what an operator accepts. */
  private void reachesWhatIsAsked(@Nullable Double score, String of, Instant since) {
    double asked = facts.needed().byAsker();
    boolean waived = facts.around().acceptance() != null;
    if (asked <= 0 || (asked <= facts.needed().byContract() && !waived)) {
      return;
    }
    if (score == null || !QualityScore.reaches(score, asked)) {
      String remedy = "Ask for less, or wait for a better run.";
      if (score == null) {
        verdict.insist("NEVER_CHECKED", of + " has no score: no score, no read", since, remedy);
      } else if (waived || QualityScore.reaches(score, facts.needed().byContract())) {
        verdict.insist("SCORE_TOO_LOW", tooLow(of, score), since, remedy);
      }
    }
  }

  private String tooLow(String of, double score) {
    return "%s has score %s, needed %s"
        .formatted(
            of, QualityScore.hundredths(score), QualityScore.hundredths(facts.needed().higher()));
  }

  private String quarantined(PartitionFacts partition, String why) {
    String readers =
        facts.snapshotId() == null
            ? "nothing was published before"
            : "readers keep the last good state, snapshot " + facts.snapshotId();
    String repair =
        partition.newerInputAt() == null
            ? ""
            : "; newer input has arrived since, so repeat the run";
    return "%s is quarantined (%s); %s%s".formatted(partition.key(), why, readers, repair);
  }

  /** Failed checks are reasons of their own only where one partition is asked for. */
  private static String words(PartitionFacts partition) {
    return partition.arithmetic() == null ? "no score" : partition.arithmetic();
  }

  private static String score(PartitionFacts partition) {
    return partition.score() == null
        ? "no score"
        : "score " + QualityScore.hundredths(partition.score());
  }

  private static List<CheckResult> failures(PartitionFacts partition) {
    return partition.checks().stream().filter(check -> check.outcome() == Outcome.FAILED).toList();
  }

  private String subjectName() {
    return facts.partition() == null
        ? facts.dataset()
        : facts.partition() + " of " + facts.dataset();
  }

  private GateAnswer answer(Instant now, @Nullable Double score, @Nullable String arithmetic) {
    new Objections(facts, verdict).others();
    List<Reason> reasons = verdict.reasons(facts.around().acceptance());
    return new GateAnswer(
        facts.dataset(),
        facts.partition(),
        reasons.stream().noneMatch(Reason::shuts),
        facts.around().late() != null,
        facts.snapshotId(),
        now,
        score,
        arithmetic,
        reasons);
  }
}
