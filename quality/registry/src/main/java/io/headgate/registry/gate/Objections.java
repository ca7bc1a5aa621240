package io.headgate.registry.gate;

import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.registry.gate.Circumstances.HoldFacts;
import io.headgate.registry.gate.Circumstances.IncidentFacts;
import io.headgate.registry.gate.Circumstances.InputFacts;
import io.headgate.registry.gate.Circumstances.Lateness;
import io.headgate.registry.gate.Circumstances.Unread;

/** What speaks against a gate though the data's own state does not. */
final class Objections {
  private final GateFacts facts;
  private final Verdict verdict;

  Objections(GateFacts facts, Verdict verdict) {
    this.facts = facts;
    this.verdict = verdict;
  }

  /** Holds by people and by incidents. */
  void held() {
    facts.around().holds().forEach(this::held);
    facts.around().incidents().forEach(this::held);
  }

  private void held(HoldFacts hold) {
    String until = hold.until() == null ? "until it is released" : "until " + hold.until();
    String what = hold.partition() == null ? facts.dataset() : hold.partition();
    verdict.insist(
        "HELD",
        "%s is held by %s %s: %s".formatted(what, hold.who(), until, hold.reason()),
        hold.since(),
        "Ask %s, or release it: headgate gates release %s %d."
            .formatted(hold.who(), facts.dataset(), hold.holdId()));
  }

  private void held(IncidentFacts incident) {
    verdict.insist(
        "INCIDENT",
        "incident %d (%s) holds it: %s"
            .formatted(incident.incidentId(), incident.kind(), incident.text()),
        incident.since(),
        "Close the incident when it has passed.");
  }

  /** Inputs, reconciliation, what is not read yet, and being late. */
  void others() {
    facts.around().inputs().forEach(this::input);
    Unreconciled unreconciled = facts.around().unreconciled();
    if (unreconciled != null) {
      unreconciled(unreconciled);
    }
    Unread unread = facts.around().unread();
    if (unread != null) {
      unread(unread);
    }
    Lateness late = facts.around().late();
    if (late != null) {
      late(late);
    }
    new Causes(facts, verdict).tell();
  }

  private void input(InputFacts input) {
    verdict.shut(
        "INPUT_SHUT",
        "%s of %s, which it was made from, was shut: %s"
            .formatted(input.partition(), input.dataset(), input.reason().text()),
        input.reason().since(),
        "Mend the input and repeat the run, or accept it.");
  }

  private void unreconciled(Unreconciled found) {
    String remedy = "Mend it and run ReconcileJob again, or accept it.";
    // Readers of a whole batch dataset keep what is good in it, as with a quarantined partition.
    if (facts.partition() != null || facts.kind() == Kind.RAW) {
      verdict.shut("NOT_RECONCILED", found.text(), found.since(), remedy);
    } else {
      verdict.tell("NOT_RECONCILED", found.text(), found.since(), remedy);
    }
  }

  private void unread(Unread unread) {
    String read =
        unread.frontier() == null
            ? "nothing has been read into " + facts.dataset() + " yet"
            : "%s has been read up to %s".formatted(facts.dataset(), unread.frontier());
    verdict.insist(
        "NOT_READ_YET",
        "%s, and it is asked for up to %s".formatted(read, unread.until()),
        unread.until(),
        "Wait for the stream; headgate status tells whether it runs.");
  }

  private void late(Lateness late) {
    String text = "%s is late: %s was due at %s".formatted(facts.dataset(), late.key(), late.due());
    String remedy = "Look at its run in Airflow, and at headgate status.";
    if (late.shuts()) {
      verdict.shut("LATE", text, late.due(), remedy);
    } else {
      verdict.tell("LATE", text, late.due(), remedy);
    }
  }
}
