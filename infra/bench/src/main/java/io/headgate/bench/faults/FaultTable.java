package io.headgate.bench.faults;

import io.headgate.local.demo.QueryResult;
import java.util.List;
import java.util.Locale;

/** Outcomes as a table for the terminal. */
final class FaultTable {
  private static final int SHOWN = 100;

  private FaultTable() {}

  static String of(List<Outcome> outcomes) {
    return new QueryResult(
            List.of("scenario", "round", "what_happened", "recovery_s", "oracle"),
            outcomes.stream().map(FaultTable::row).toList())
        .table();
  }

  private static List<String> row(Outcome outcome) {
    return List.of(
        outcome.scenario(),
        Integer.toString(outcome.round()),
        outcome.happened(),
        outcome.recovery() == null
            ? "-"
            : String.format(Locale.ROOT, "%.1f", outcome.recovery().toMillis() / 1000.0),
        shortened(outcome.verdict()));
  }

  private static String shortened(String verdict) {
    String line = verdict.lines().findFirst().orElse("");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
