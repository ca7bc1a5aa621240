package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A dataset of things that events refer to, one row per key.
 *
 * @param name noun, for example {@code airports}
 * @param key column that identifies a row
 * @param columns Spark SQL type by column, the key included; in the order of their names
 * @param origin where its rows come from
 */
public record Reference(
    String name, String key, Map<String, String> columns, ReferenceOrigin origin) {
  public Reference {
    requireNonNull(name);
    requireNonNull(key);
    // In one order wherever the contract was read: JSON keeps none.
    columns = Collections.unmodifiableMap(new TreeMap<>(columns));
    requireNonNull(origin);
  }

  /** Dataset name, for example {@code reference.airports}. */
  public String dataset() {
    return "reference." + name;
  }
}
