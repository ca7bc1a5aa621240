package io.headgate.datafaults;

import static java.util.stream.Collectors.joining;

import io.headgate.datafaults.Line.Told;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a gate answered to a line of a table.
 *
 * @param asked how long after the last step the answer was there
 * @param inTime whether the day was published in time, where the line is about that; else true
 */
record Seen(Line line, GateAnswer answer, Duration asked, boolean inTime) {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  boolean asExpected() {
    return answer.open() == line.open()
        && asked.compareTo(LONGEST) <= 0
        && inTime
        && tellsAllAndNothingElse();
  }

  private boolean tellsAllAndNothingElse() {
    List<Reason> left = new ArrayList<>(answer.reasons());
    for (Told expected : line.reasons()) {
      boolean found =
          left.stream()
              .filter(reason -> reason.code().equals(expected.code()))
              .filter(reason -> reason.text().contains(expected.words()))
              .findFirst()
              .map(left::remove)
              .orElse(false);
      if (!found) {
        return false;
      }
    }
    return left.isEmpty();
  }

  /** As a line of the table that the test prints. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%-6s %-20s | %-38s | %-40s | %-6s | %-5s%s | %s",
        asExpected() ? "right" : "WRONG",
        line.kind(),
        line.name(),
        String.join("; ", line.deeds()),
        line.gate(),
        answer.open() ? "open" : "shut",
        inTime ? "" : ", late",
        answer.reasons().stream()
            .map(reason -> reason.code() + ": " + reason.text())
            .collect(joining("; ")));
  }
}
