package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A streaming aggregate. Its SQL reads the view {@code events} and yields {@code window_start},
 * {@code window_end}, the key columns and the measures.
 *
 * @param name serving table and analyst view
 * @param sql Spark SQL
 * @param key dimensions; with {@code window_start} they identify a row
 */
public record Aggregate(String name, String sql, List<String> key) {
  public Aggregate {
    requireNonNull(name);
    requireNonNull(sql);
    key = List.copyOf(key);
  }
}
