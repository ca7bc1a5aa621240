package io.headgate.streaming.alert;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.headgate.platform.apply.AlertBucketTable;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads the buckets of one aggregate, merged to windows. */
final class AlertBuckets {
  /** Rows that one read may bring: they are on the heap of a driver that runs other queries too. */
  static final int MOST_ROWS = 200_000;

  private static final TypeReference<Map<String, String>> KEY = new TypeReference<>() {};

  private final String aggregate;
  private final String place;
  private final List<Partial> partials;

  AlertBuckets(String aggregate, String place, List<Partial> partials) {
    this.aggregate = aggregate;
    this.place = place;
    this.partials = List.copyOf(partials);
  }

  private record Merged(Map<String, String> key, Instant start, List<Double> partials) {}

  /**
   * The merged partial results of each window that has events.
   *
   * @param dimensions values of key columns; a key is read when it has all of one of them
   * @param window width; windows begin at multiples of it
   * @param from begin of the first window
   * @throws HeadgateException if there are more than {@link #MOST_ROWS}
   */
  Map<Map<String, String>, Map<Instant, List<Double>>> merged(
      ClickHouse clickHouse,
      Collection<Map<String, String>> dimensions,
      Duration window,
      Instant from) {
    String columns =
        Stream.concat(
                Stream.of(
                    "key",
                    "intDiv(toUnixTimestamp(bucket), %1$d) * %1$d AS start"
                        .formatted(window.toSeconds())),
                IntStream.range(0, partials.size())
                    .mapToObj(i -> partials.get(i).merge().sql(BucketSql.column(i))))
            .collect(joining(", "));
    KeyCondition keys = KeyCondition.anyOf(dimensions);
    List<Object> parameters = new ArrayList<>(List.of(aggregate, place));
    parameters.addAll(keys.parameters());
    List<Merged> rows =
        clickHouse.query(
            "SELECT %s FROM %s FINAL WHERE aggregate = ? AND layout = ? AND bucket >= fromUnixTimestamp(%d) AND %s GROUP BY key, start LIMIT %d"
                .formatted(
                    columns,
                    AlertBucketTable.NAME,
                    from.getEpochSecond(),
                    keys.sql(),
                    MOST_ROWS + 1),
            this::merged,
            parameters.toArray());
    if (rows.size() > MOST_ROWS) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot judge the rules on %s with windows of %d seconds: they are about more than %d windows of keys. Name dimensions in them, make the windows longer, or take an aggregate with fewer keys."
              .formatted(aggregate, window.toSeconds(), MOST_ROWS));
    }
    Map<Map<String, String>, Map<Instant, List<Double>>> windows = new HashMap<>();
    rows.forEach(
        row ->
            windows
                .computeIfAbsent(row.key(), key -> new HashMap<>())
                .put(row.start(), row.partials()));
    return windows;
  }

  private Merged merged(ResultSet row) throws SQLException {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < partials.size(); i++) {
      double value = row.getDouble(i + 3);
      values.add(row.wasNull() ? null : value);
    }
    return new Merged(key(row.getString(1)), Instant.ofEpochSecond(row.getLong(2)), values);
  }

  /** Jackson's own text would show the key in the log. */
  private Map<String, String> key(String json) {
    try {
      return Json.MAPPER.readValue(json, KEY);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "Cannot read the buckets of %s: a key is no JSON object of texts (at offset %d)."
              .formatted(aggregate, e.getLocation() == null ? 0 : e.getLocation().getCharOffset()));
    }
  }
}
