package io.headgate.datafaults;

import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a gate answered to a line of a table.
 *
 * @param asked how long after the last step the answer was there
 */
record Seen(Line line, GateAnswer answer, Duration asked) {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  boolean asExpected() {
    return line.reason().isEmpty()
        ? answer.open()
        : !answer.open()
            && asked.compareTo(LONGEST) <= 0
            && answer.shutting().stream().anyMatch(this::isExpected);
  }

  private boolean isExpected(Reason reason) {
    return reason.code().equals(line.reason()) && reason.text().contains(line.words());
  }

  /** As a line of the table that the test prints. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%-6s %-20s | %-38s | %-40s | %-6s | %-5s | %s",
        asExpected() ? "right" : "WRONG",
        line.kind(),
        line.name(),
        String.join("; ", line.deeds()),
        line.gate(),
        answer.open() ? "open" : "shut",
        answer.shutting().stream()
            .map(reason -> reason.code() + ": " + reason.text())
            .collect(Collectors.joining("; ")));
  }
}
