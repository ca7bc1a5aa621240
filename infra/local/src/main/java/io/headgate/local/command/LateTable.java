package io.headgate.local.command;

import io.headgate.local.demo.QueryResult;
import io.headgate.platform.registry.LedgerRow;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Late events of aggregates as people read them: one line per window, oldest first. */
final class LateTable {
  private record Late(long events, Instant lastAt) {
    Late and(Late other) {
      return new Late(events + other.events, lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt);
    }
  }

  private LateTable() {}

  /**
   * The table; empty without late events.
   *
   * @param rows of aggregates
   */
  static Optional<String> of(List<LedgerRow> rows) {
    Map<String, Map<String, Late>> windows = new TreeMap<>();
    for (LedgerRow row : rows) {
      row.lateRows()
          .forEach(
              (window, events) ->
                  windows
                      .computeIfAbsent(row.dataset(), dataset -> new TreeMap<>())
                      .merge(window, new Late(events, row.committedAt()), Late::and));
    }
    List<List<String>> lines =
        windows.entrySet().stream()
            .flatMap(
                dataset ->
                    dataset.getValue().entrySet().stream()
                        .map(window -> line(dataset.getKey(), window.getKey(), window.getValue())))
            .toList();
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new QueryResult(List.of("aggregate", "window_start", "late_events", "last_at"), lines)
                .table());
  }

  private static List<String> line(String aggregate, String window, Late late) {
    return List.of(
        aggregate,
        window,
        String.format(Locale.ROOT, "%,d", late.events()),
        late.lastAt().toString());
  }
}
