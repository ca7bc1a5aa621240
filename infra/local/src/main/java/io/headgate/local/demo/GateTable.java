package io.headgate.local.demo;

import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.RegistryClient;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The gates of one dataset's days. */
final class GateTable {
  private final RegistryClient registry;
  private final String dataset;

  GateTable(RegistryClient registry, String dataset) {
    this.registry = registry;
    this.dataset = dataset;
  }

  GateAnswer of(LocalDate day) {
    return registry.gate(dataset, day.toString());
  }

  String table(LocalDate first, LocalDate last) {
    List<List<String>> rows = new ArrayList<>();
    for (LocalDate day : first.datesUntil(last.plusDays(1)).toList()) {
      GateAnswer gate = of(day);
      rows.add(
          List.of(
              day.toString(),
              gate.open() ? "open" : "shut",
              gate.qualityScore() == null
                  ? "none"
                  : String.format(Locale.ROOT, "%.2f", gate.qualityScore()),
              gate.open()
                  ? String.valueOf(gate.arithmetic())
                  : gate.reasons().stream()
                      .map(GateAnswer.Reason::text)
                      .collect(Collectors.joining(" "))));
    }
    return dataset
        + System.lineSeparator()
        + new QueryResult(List.of("day", "gate", "score", "why"), rows).table();
  }
}
