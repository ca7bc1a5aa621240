package io.headgate.local.endtoend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says row by row how a store differs from the truth. */
final class RowComparison {
  private RowComparison() {}

  /**
   * Compares a store with the truth.
   *
   * @param key columns that identify a row
   * @return one line for each missing, extra, doubled or different row; empty when they are equal
   */
  static List<String> differences(Rows truth, Rows store, List<String> key) {
    Map<String, List<Map<String, Object>>> expected = byKey(truth, key);
    Map<String, List<Map<String, Object>>> actual = byKey(store, key);
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (id, rows) -> {
          List<Map<String, Object>> found = actual.getOrDefault(id, List.of());
          if (found.isEmpty()) {
            differences.add("missing " + id + ": " + rows.get(0));
          } else if (found.size() != rows.size()) {
            differences.add(found.size() + " times instead of " + rows.size() + " " + id);
          } else if (!found.equals(rows)) {
            differences.add("different " + id + ": " + found + " instead of " + rows);
          }
        });
    actual.forEach(
        (id, rows) -> {
          if (!expected.containsKey(id)) {
            differences.add("extra " + id + ": " + rows.get(0));
          }
        });
    return differences;
  }

  private static Map<String, List<Map<String, Object>>> byKey(Rows rows, List<String> key) {
    return rows.rows().stream()
        .collect(
            Collectors.groupingBy(
                row ->
                    key.stream().map(column -> column + "=" + row.get(column)).toList().toString(),
                LinkedHashMap::new,
                Collectors.toList()));
  }
}
