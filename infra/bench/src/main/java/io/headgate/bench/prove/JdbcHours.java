package io.headgate.bench.prove;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * An hourly table by JDBC, over one connection.
 *
 * @param sql answers with start (epoch seconds), sites, rows and clicks
 */
record JdbcHours(String name, Connection connection, String sql) implements HourSource {
  /** A ClickHouse view or table. */
  static JdbcHours clickHouse(Connection connection, String table) {
    return new JdbcHours(
        "ClickHouse", connection, sql("toInt64(toUnixTimestamp(window_start))", table));
  }

  /** Trino, whose catalog {@code published} has the table. */
  static JdbcHours trino(Connection connection, String table) {
    return new JdbcHours(
        "Trino", connection, sql("CAST(to_unixtime(window_start) AS bigint)", table));
  }

  /** The question in the words that all stores know. */
  static String sql(String start, String relation) {
    return "SELECT %s AS hour, count(DISTINCT site) AS sites, count(*) AS n, sum(clicks) AS clicks FROM %s GROUP BY window_start"
        .formatted(start, relation);
  }

  @Override
  public Map<Instant, Hour> read() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return hours(rows);
    }
  }

  static Map<Instant, Hour> hours(ResultSet rows) throws SQLException {
    Map<Instant, Hour> hours = new TreeMap<>();
    while (rows.next()) {
      hours.put(
          Instant.ofEpochSecond(rows.getLong(1)),
          new Hour(rows.getLong(2), rows.getLong(3), rows.getLong(4)));
    }
    return hours;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
