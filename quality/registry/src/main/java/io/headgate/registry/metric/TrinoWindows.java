package io.headgate.registry.metric;

import io.headgate.registry.metric.MetricStores.Login;
import io.headgate.registry.metric.WindowRows.WindowRow;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Windows in the lake as they are published, by Trino. A connection is made for each question. */
final class TrinoWindows implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrinoWindows.class);
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS 'UTC'").withZone(ZoneOffset.UTC);

  private final Login login;
  private final Duration timeLimit;
  private final StoreCalls calls;

  TrinoWindows(Login login, Duration timeLimit) {
    this.login = login;
    this.timeLimit = timeLimit;
    this.calls = new StoreCalls("Trino", timeLimit);
  }

  /** Begins to read rows, in the order of their window and key. */
  StoreCalls.Answer<List<WindowRow>> read(WindowRows wanted) {
    if (!login.isConfigured()) {
      throw calls.down(
          "is not configured", "Set HEADGATE_REGISTRY_TRINO_URL and start the registry again.");
    }
    return calls.start(stop -> read(wanted, stop));
  }

  private List<WindowRow> read(WindowRows wanted, StoreCalls.Stop stop) {
    List<String> parameters = new ArrayList<>();
    String sql = sql(wanted, parameters);
    try (Connection connection = DriverManager.getConnection(login.url(), properties());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      stop.by(() -> cancel(statement));
      statement.setQueryTimeout((int) timeLimit.toSeconds());
      for (int i = 0; i < parameters.size(); i++) {
        statement.setString(i + 1, parameters.get(i));
      }
      List<WindowRow> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(row(result, wanted));
        }
      }
      return rows;
    } catch (SQLException e) {
      LOG.warn("Trino did not answer a question of a metric: {}", e.getMessage());
      throw e.getErrorCode() == 0
          ? calls.down("does not answer", "Try again; start it if it is stopped.")
          : calls.down(
              "refused the question (error %d)".formatted(e.getErrorCode()),
              "Try again; its log says why.");
    } finally {
      stop.by(() -> {});
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", login.user());
    if (!login.password().isEmpty()) {
      properties.setProperty("password", login.password());
    }
    // The statement and its parameters go in the body, where headers would be too short for them.
    properties.setProperty("explicitPrepare", "false");
    properties.setProperty("source", "headgate-metrics");
    return properties;
  }

  /** Only names of the contract stand in it; every value is a parameter. */
  static String sql(WindowRows wanted, List<String> parameters) {
    List<String> key = wanted.table().key().stream().map(TrinoWindows::shown).toList();
    List<String> columns =
        new ArrayList<>(List.of("window_start", "window_end", "\"" + wanted.measure() + "\""));
    columns.addAll(key);
    StringBuilder sql =
        new StringBuilder(
            "SELECT %s\nFROM published.\"rollup\".\"%s\"\nWHERE ("
                .formatted(String.join(", ", columns), wanted.table().requireRollup().name()));
    for (int i = 0; i < wanted.spans().size(); i++) {
      Span span = wanted.spans().get(i);
      sql.append(i == 0 ? "" : " OR ")
          .append("(window_start >= ")
          .append(bind(parameters, span.start()))
          .append(" AND window_start < ")
          .append(bind(parameters, span.end()))
          .append(')');
    }
    sql.append(')');
    wanted
        .dimensions()
        .forEach(
            (column, value) -> {
              // Only of an empty value it must be as shown: files are skipped by a bare column.
              sql.append("\n  AND ")
                  .append(value.isEmpty() ? shown(column) : text(column))
                  .append(" = ?");
              parameters.add(value);
            });
    MetricCursor after = wanted.after();
    if (after != null && !after.key().isEmpty()) {
      sql.append("\n  AND (window_start > ")
          .append(bind(parameters, after.windowStart()))
          .append(" OR ROW(")
          .append(String.join(", ", key))
          .append(") > ROW(")
          .append(String.join(", ", Collections.nCopies(key.size(), "CAST(? AS varchar)")))
          .append("))");
      parameters.addAll(after.key());
    }
    sql.append("\nORDER BY window_start");
    key.forEach(column -> sql.append(", ").append(column));
    return sql.append("\nLIMIT ").append(wanted.most()).toString();
  }

  private static String text(String column) {
    return "CAST(\"%s\" AS varchar)".formatted(column);
  }

  /** As ClickHouse shows it, which keeps no null in a key. */
  private static String shown(String column) {
    return "coalesce(%s, '')".formatted(text(column));
  }

  private static String bind(List<String> parameters, Instant value) {
    parameters.add(TIMESTAMP.format(value));
    return "CAST(? AS timestamp(6) with time zone)";
  }

  private static WindowRow row(ResultSet result, WindowRows wanted) throws SQLException {
    List<String> key = new ArrayList<>();
    for (int i = 0; i < wanted.table().key().size(); i++) {
      key.add(result.getString(i + 4));
    }
    return new WindowRow(
        result.getTimestamp(1).toInstant(),
        result.getTimestamp(2).toInstant(),
        key,
        number((Number) result.getObject(3), wanted.isFloat()));
  }

  /** JSON has no number for what is none. */
  @Nullable
  private static Number number(@Nullable Number value, boolean isFloat) {
    if (value == null || value instanceof BigDecimal) {
      return value;
    }
    if (isFloat) {
      // By its text, a REAL is the number that it shows.
      double number = Double.parseDouble(value.toString());
      return Double.isFinite(number) ? number : null;
    }
    return value.longValue();
  }

  private static void cancel(PreparedStatement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      LOG.warn("Trino did not take a question of a metric back", e);
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
