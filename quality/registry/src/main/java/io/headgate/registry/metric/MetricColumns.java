package io.headgate.registry.metric;

import io.headgate.http.Problem;
import io.headgate.platform.contract.MetricName;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The columns of an analyst view.
 *
 * @param types ClickHouse type of each measure
 */
record MetricColumns(Map<String, String> types) {
  private static final Set<String> NO_MEASURES = Set.of("window_start", "window_end", "status");
  private static final Set<String> PLAIN = Set.of("String", "Bool", "Date", "Date32");
  private static final Pattern WRAPPED = Pattern.compile("(?:Nullable|LowCardinality)\\((.*)\\)");

  MetricColumns {
    types = new TreeMap<>(types);
  }

  /** Of all columns of a view. */
  static MetricColumns of(Map<String, String> columns, MetricTable table) {
    Map<String, String> measures = new TreeMap<>(columns);
    measures.keySet().removeAll(NO_MEASURES);
    measures.keySet().removeAll(table.key());
    return new MetricColumns(measures);
  }

  /** Requires key columns that both stores write as the same text. */
  static void requireKeys(Map<String, String> columns, MetricTable table) {
    for (String key : table.key()) {
      String type = columns.getOrDefault(key, "");
      if (!isPlain(bare(type))) {
        throw Problem.badRequest(
            "Key column '%s' of '%s' is %s, and neither text, an integer, a boolean nor a date, which stores write alike. Read it in SQL."
                .formatted(key, table.view(), type));
      }
    }
  }

  private static boolean isPlain(String type) {
    return PLAIN.contains(type) || type.startsWith("Int") || type.startsWith("UInt");
  }

  Set<String> measures() {
    return new TreeSet<>(types.keySet());
  }

  /** Requires that a measure is there and is a number. */
  void require(MetricName metric) {
    String type = types.get(metric.measure());
    if (type == null) {
      throw Problem.badRequest(
          "'%s' has no measure '%s'. It has %s."
              .formatted(metric.table(), metric.measure(), String.join(", ", types.keySet())));
    }
    if (!isNumber(type)) {
      throw Problem.badRequest(
          "Measure '%s' of '%s' is %s, and no number. Read it in SQL."
              .formatted(metric.measure(), metric.table(), type));
    }
  }

  boolean isFloat(String measure) {
    return bare(types.get(measure)).startsWith("Float");
  }

  private static boolean isNumber(String type) {
    String bare = bare(type);
    return bare.startsWith("Int")
        || bare.startsWith("UInt")
        || bare.startsWith("Float")
        || bare.startsWith("Decimal");
  }

  private static String bare(String type) {
    var wrapped = WRAPPED.matcher(type);
    return wrapped.matches() ? bare(wrapped.group(1)) : type;
  }
}
