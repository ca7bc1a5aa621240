package io.headgate.registry.gate;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.registry.gate.Circumstances.SuspectFacts;
import io.headgate.registry.gate.GateFacts.PartitionFacts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import javax.annotation.Nullable;

/**
 * Tells what producers did in a partition's time, which may be why a check of it failed.
 *
 * <p>Records that were quarantined are always told, because readers lack them. Events that name a
 * time long past may just be late, so they are told of raw, and beside a check that failed.
 */
final class Causes {
  /** The error class of stage and quarantine. */
  private static final String EVENT_TIME_AHEAD = "EVENT_TIME_AHEAD";

  private final GateFacts facts;
  private final Verdict verdict;

  Causes(GateFacts facts, Verdict verdict) {
    this.facts = facts;
    this.verdict = verdict;
  }

  void tell() {
    List<SuspectFacts> suspects = facts.around().suspects();
    quarantined(suspects.stream().filter(each -> !isBehind(each)).toList());
    suspects.stream().filter(each -> each.cause().equals(EVENT_TIME_AHEAD)).forEach(this::ahead);
    if (facts.kind() == Kind.RAW || hasFailed(facts.subject())) {
      suspects.stream().filter(Causes::isBehind).forEach(this::behind);
    }
  }

  private static boolean isBehind(SuspectFacts suspects) {
    return suspects.cause().equals(LedgerRow.EVENT_TIME_BEHIND);
  }

  private static boolean hasFailed(@Nullable PartitionFacts subject) {
    return subject != null
        && subject.checks().stream().anyMatch(check -> check.outcome() == Outcome.FAILED);
  }

  private void quarantined(List<SuspectFacts> rejected) {
    if (rejected.isEmpty()) {
      return;
    }
    verdict.tell(
        "RECORDS_QUARANTINED",
        "%s were quarantined: %s"
            .formatted(
                taken(rejected.stream().mapToLong(SuspectFacts::rows).sum(), "records"),
                rejected.stream()
                    .map(each -> each.cause() + " " + number(each.rows()))
                    .collect(joining(", "))),
        rejected.stream().map(SuspectFacts::since).min(Instant::compareTo).orElseThrow(),
        "Look at them with headgate dlq list, mend their producer, and send them again with"
            + " headgate dlq replay.");
  }

  private void ahead(SuspectFacts ahead) {
    verdict.tell(
        EVENT_TIME_AHEAD,
        taken(ahead.rows(), "records")
            + " name a time further ahead of its clock than the contract tolerates",
        ahead.since(),
        "Set the clock of their producer, and let it send them anew.");
  }

  private void behind(SuspectFacts behind) {
    verdict.tell(
        LedgerRow.EVENT_TIME_BEHIND,
        taken(behind.rows(), "events")
            + " name a time further behind its clock than the watermark delay, and count there",
        behind.since(),
        "Set the clock of their producer; if they are late and their time is right, nothing is to"
            + " be done.");
  }

  private String taken(long rows, String what) {
    return "%s %s that the broker took in the time of %s"
        .formatted(number(rows), what, facts.partition());
  }

  private static String number(long rows) {
    return String.format(Locale.ROOT, "%,d", rows);
  }
}
