package io.headgate.registry.gate;

import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.GateFacts.HoldFacts;
import io.headgate.registry.gate.GateFacts.PartitionFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/**
 * Decides whether a gate is open.
 *
 * <ul>
 *   <li>Partition of a batch dataset: open when it is published (or dirty, which is published with
 *       newer input waiting), its score reaches what is needed and nobody holds it.
 *   <li>Batch dataset: open when readers have a state to read, the lowest score in it reaches what
 *       is needed and nobody holds the dataset. A quarantined partition does not shut it, because
 *       readers keep the last good state; it is told as a reason all the same.
 *   <li>Raw dataset or partition, which only jobs read: open when rows are there, the ledger
 *       balances and nobody holds it.
 *   <li>Aggregate: its live windows are readable at once, so only a hold shuts it.
 *   <li>What is in quarantine is never readable.
 * </ul>
 */
public final class GateDecision {
  private final GateFacts facts;
  private final List<Reason> shut = new ArrayList<>();
  private final List<Reason> told = new ArrayList<>();

  private GateDecision(GateFacts facts) {
    this.facts = facts;
  }

  public static GateAnswer decide(GateFacts facts, Instant now) {
    return new GateDecision(facts).answer(now);
  }

  private GateAnswer answer(Instant now) {
    facts.holds().forEach(this::held);
    if (facts.kind() == Dataset.Kind.QUARANTINE) {
      shut("NOT_FOR_READERS", "it keeps what broke the contract", facts.knownSince());
    } else if (facts.kind() == Dataset.Kind.RAW) {
      return raw(now);
    } else if (facts.kind() == Dataset.Kind.ROLLUP) {
      return facts.partition() == null ? dataset(now) : partition(now);
    }
    return answer(now, null, null);
  }

  private GateAnswer raw(Instant now) {
    LedgerBalance balance = facts.balance();
    if (balance == null || (facts.partition() != null && facts.subject() == null)) {
      shut("NOT_WRITTEN", subjectName() + " has no rows yet", facts.knownSince());
      return answer(now, null, null);
    }
    balance.faults().forEach(fault -> shut("UNBALANCED", fault.text(), fault.since()));
    return answer(now, balance.score(), balance.arithmetic());
  }

  private GateAnswer partition(Instant now) {
    PartitionFacts subject = facts.subject();
    if (subject == null) {
      shut("NOT_PUBLISHED", "no run has published " + subjectName() + " yet", facts.knownSince());
      return answer(now, null, null);
    }
    if (subject.state() == PartitionState.QUARANTINED) {
      shut(quarantined(subject, score(subject)));
      subject.checks().stream()
          .filter(check -> check.outcome() == Outcome.FAILED)
          .forEach(check -> failed(check, subject));
    } else if (!subject.isReadable()) {
      String state =
          subject.state() == PartitionState.EXPECTED
              ? "is expected, and no run has published it yet"
              : "is written, and not published yet";
      shut("NOT_PUBLISHED", subjectName() + " " + state, subject.stateSince());
    } else {
      scored(subject);
    }
    return answer(now, subject.score(), subject.arithmetic());
  }

  private GateAnswer dataset(Instant now) {
    facts.quarantined().forEach(partition -> told.add(quarantined(partition, words(partition))));
    PartitionFacts lowest = facts.subject();
    if (facts.snapshotId() == null || lowest == null) {
      shut(
          "NOT_PUBLISHED", "nothing of " + subjectName() + " is published yet", facts.knownSince());
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
      shut(
          "NEVER_CHECKED",
          partition.key() + " has no score: no score, no read",
          partition.stateSince());
    } else if (!QualityScore.reaches(score, facts.neededScore())) {
      shut(
          "SCORE_TOO_LOW",
          "%s has score %s, needed %s"
              .formatted(
                  partition.key(),
                  QualityScore.hundredths(score),
                  QualityScore.hundredths(facts.neededScore())),
          partition.stateSince());
    }
  }

  private Reason quarantined(PartitionFacts partition, String why) {
    String readers =
        facts.snapshotId() == null
            ? "nothing was published before"
            : "readers keep the last good state, snapshot " + facts.snapshotId();
    String repair =
        partition.newerInputAt() == null
            ? ""
            : "; newer input has arrived since, so repeat the run";
    return new Reason(
        "QUARANTINED",
        "%s is quarantined (%s); %s%s".formatted(partition.key(), why, readers, repair),
        partition.stateSince());
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

  private void failed(CheckResult check, PartitionFacts partition) {
    shut("CHECK_FAILED", QualityScore.words(check), partition.stateSince());
  }

  private void held(HoldFacts hold) {
    String until = hold.until() == null ? "until it is released" : "until " + hold.until();
    String what = hold.partition() == null ? facts.dataset() : hold.partition();
    shut(
        "HELD",
        "%s is held by %s %s: %s".formatted(what, hold.who(), until, hold.reason()),
        hold.since());
  }

  private void shut(String code, String text, Instant since) {
    shut(new Reason(code, text, since));
  }

  private void shut(Reason reason) {
    shut.add(reason);
  }

  private String subjectName() {
    return facts.partition() == null
        ? facts.dataset()
        : facts.partition() + " of " + facts.dataset();
  }

  private GateAnswer answer(Instant now, @Nullable Double score, @Nullable String arithmetic) {
    boolean open = shut.isEmpty();
    List<Reason> reasons = new ArrayList<>(shut);
    reasons.addAll(told);
    return new GateAnswer(
        facts.dataset(),
        facts.partition(),
        open,
        facts.delayed(),
        facts.snapshotId(),
        now,
        score,
        arithmetic,
        reasons);
  }
}
