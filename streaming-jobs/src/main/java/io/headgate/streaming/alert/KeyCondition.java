package io.headgate.streaming.alert;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which keys of the buckets are read.
 *
 * @param sql a condition on column {@code key}, a JSON object of texts, with {@code ?}
 * @param parameters what the {@code ?} stand for
 */
record KeyCondition(String sql, List<String> parameters) {
  KeyCondition {
    parameters = List.copyOf(parameters);
  }

  /**
   * Those that have all dimensions of one of these; all keys if one of these has none.
   *
   * @param dimensions values of key columns, of one rule each
   */
  static KeyCondition anyOf(Collection<Map<String, String>> dimensions) {
    if (dimensions.contains(Map.of())) {
      return new KeyCondition("1", List.of());
    }
    List<String> parameters = new ArrayList<>();
    String sql =
        dimensions.stream()
            .distinct()
            .map(
                each -> {
                  new TreeMap<>(each)
                      .forEach((column, value) -> Collections.addAll(parameters, column, value));
                  return String.join(
                      " AND ", Collections.nCopies(each.size(), "JSONExtractString(key, ?) = ?"));
                })
            .collect(joining(" OR ", "(", ")"));
    return new KeyCondition(sql, parameters);
  }
}
