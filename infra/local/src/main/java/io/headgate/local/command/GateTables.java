package io.headgate.local.command;

import static java.util.stream.Collectors.joining;

import io.headgate.local.demo.QueryResult;
import io.headgate.platform.registry.Acceptance;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.GateChange;
import io.headgate.platform.registry.Hold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.annotation.Nullable;

/** Gates as people read them. */
final class GateTables {
  private GateTables() {}

  static String gates(List<GateAnswer> gates) {
    return new QueryResult(
            List.of("dataset", "gate", "score", "late", "why"),
            gates.stream()
                .map(
                    gate ->
                        List.of(
                            gate.dataset(),
                            state(gate),
                            score(gate),
                            gate.delayed() ? "late" : "",
                            why(gate)))
                .toList())
        .table();
  }

  static String gate(GateAnswer gate) {
    return new QueryResult(
            List.of("gate", "of", "snapshot", "as_of", "score", "arithmetic"),
            List.of(
                List.of(
                    state(gate),
                    gate.dataset() + (gate.partition() == null ? "" : " " + gate.partition()),
                    text(gate.snapshotId()),
                    gate.asOf().toString(),
                    score(gate),
                    text(gate.arithmetic()))))
        .table();
  }

  static String reasons(GateAnswer gate) {
    if (gate.reasons().isEmpty()) {
      return "Nothing speaks against it.";
    }
    return new QueryResult(
            List.of("reason", "shuts_it", "since", "what", "remedy"),
            gate.reasons().stream()
                .map(
                    reason ->
                        List.of(
                            reason.code(),
                            reason.shuts() ? "yes" : "no",
                            reason.since().toString(),
                            reason.text(),
                            text(reason.remedy())))
                .toList())
        .table();
  }

  static String history(List<GateChange> history) {
    if (history.isEmpty()) {
      return "It has not been looked at yet.";
    }
    return new QueryResult(
            List.of("changed_at", "gate", "score", "why"),
            history.stream()
                .map(
                    change ->
                        List.of(
                            change.changedAt().toString(),
                            state(change.answer()),
                            score(change.answer()),
                            why(change.answer())))
                .toList())
        .table();
  }

  /** Holds and acceptances, those that have ended too. */
  static String words(List<Hold> holds, List<Acceptance> acceptances, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    for (Hold hold : holds) {
      boolean over =
          hold.releasedAt() != null || (hold.until() != null && !hold.until().isAfter(now));
      rows.add(
          List.of(
              "hold " + hold.holdId(),
              over ? "ended" : "in force",
              text(hold.partitionKey()),
              hold.who(),
              hold.createdAt().toString(),
              text(hold.releasedAt() == null ? hold.until() : hold.releasedAt()),
              hold.reason()));
    }
    for (Acceptance accepted : acceptances) {
      rows.add(
          List.of(
              "acceptance " + accepted.acceptanceId(),
              accepted.until().isAfter(now) ? "in force" : "ended",
              accepted.partitionKey(),
              accepted.who(),
              accepted.createdAt().toString(),
              accepted.until().toString(),
              accepted.reason()));
    }
    return rows.isEmpty()
        ? "Nobody holds it or has accepted anything of it."
        : new QueryResult(
                List.of("what", "state", "partition", "who", "since", "until", "reason"), rows)
            .table();
  }

  private static String state(GateAnswer gate) {
    return gate.open() ? "open" : "shut";
  }

  private static String score(GateAnswer gate) {
    return gate.qualityScore() == null
        ? "none"
        : String.format(Locale.ROOT, "%.2f", gate.qualityScore());
  }

  private static String why(GateAnswer gate) {
    return gate.shutting().stream().map(Reason::text).collect(joining("; "));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
