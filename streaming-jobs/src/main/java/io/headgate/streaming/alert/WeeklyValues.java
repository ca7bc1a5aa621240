package io.headgate.streaming.alert;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a measure was in the same window of the last weeks, as analysts see it. Asked once per
 * window: what is weeks old hardly changes while a window is judged. Not thread-safe.
 */
final class WeeklyValues {
  private static final int WEEKS = 8;
  private static final Duration WEEK = Duration.ofDays(7);

  private final Aggregate aggregate;
  private final Map<Window, Map<Map<String, String>, List<Double>>> known = new HashMap<>();

  private record Window(String measure, Instant start) {}

  private record Value(Map<String, String> key, double value) {}

  WeeklyValues(Aggregate aggregate) {
    this.aggregate = aggregate;
  }

  List<Double> of(ClickHouse clickHouse, String measure, Map<String, String> key, Instant start) {
    return known
        .computeIfAbsent(new Window(measure, start), window -> read(clickHouse, window))
        .getOrDefault(key, List.of());
  }

  /** Forgets windows that are judged no more. */
  void forgetBefore(Instant oldest) {
    known.keySet().removeIf(window -> window.start().isBefore(oldest));
  }

  private Map<Map<String, String>, List<Double>> read(ClickHouse clickHouse, Window window) {
    String columns =
        Stream.concat(
                Stream.of("toFloat64(%s)".formatted(quoted(window.measure()))),
                aggregate.key().stream().map(column -> "toString(%s)".formatted(quoted(column))))
            .collect(joining(", "));
    String starts =
        Stream.iterate(window.start().minus(WEEK), start -> start.minus(WEEK))
            .limit(WEEKS)
            .map(start -> String.valueOf(start.getEpochSecond()))
            .collect(joining(", "));
    Map<Map<String, String>, List<Double>> values = new HashMap<>();
    clickHouse
        .query(
            "SELECT %s FROM analyst.%s WHERE toUnixTimestamp(window_start) IN (%s) AND isNotNull(%s) ORDER BY window_start DESC"
                .formatted(columns, aggregate.name(), starts, quoted(window.measure())),
            this::value)
        .stream()
        .filter(value -> !Double.isNaN(value.value()))
        .forEach(
            value ->
                values.computeIfAbsent(value.key(), key -> new ArrayList<>()).add(value.value()));
    return values;
  }

  private Value value(ResultSet row) throws SQLException {
    Map<String, String> key = new HashMap<>();
    for (int i = 0; i < aggregate.key().size(); i++) {
      String part = row.getString(i + 2);
      if (part != null) {
        key.put(aggregate.key().get(i), part);
      }
    }
    return new Value(key, row.getDouble(1));
  }

  private static String quoted(String column) {
    return "`" + column + "`";
  }
}
