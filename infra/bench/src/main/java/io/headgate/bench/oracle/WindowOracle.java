package io.headgate.bench.oracle;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Holds windows in a store against a recomputation from the source. */
public final class WindowOracle {
  /** Doubles are summed in another order there. */
  private static final String TOLERANCE = "1e-9";

  private final Connection duckdb;

  /**
   * Compares in DuckDB.
   *
   * @param duckdb has what the recomputation reads
   */
  public WindowOracle(Connection duckdb) {
    this.duckdb = duckdb;
  }

  /**
   * Compares window by window.
   *
   * @param expected DuckDB's SQL
   * @param clickHouse open connection
   * @param actual ClickHouse's SQL for the same columns, of integers, doubles and texts
   * @param keys columns that identify a window; the first ones of both
   */
  public Verdict check(String expected, Connection clickHouse, String actual, List<String> keys)
      throws SQLException {
    Findings findings = new Findings("clickhouse", duckdb);
    return compared(findings, expected, load(findings, clickHouse, actual), keys);
  }

  /**
   * Compares window by window what DuckDB can read by itself.
   *
   * @param store for the findings
   * @param actual DuckDB's SQL for the same columns as those of {@code expected}
   */
  public Verdict check(String store, String expected, String actual, List<String> keys)
      throws SQLException {
    Findings findings = new Findings(store, duckdb);
    findings.execute("CREATE TEMP TABLE windows AS " + actual);
    Map<String, String> columns = new LinkedHashMap<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet rows = statement.executeQuery("DESCRIBE windows")) {
      while (rows.next()) {
        columns.put(rows.getString(1), rows.getString(2));
      }
    }
    return compared(findings, expected, columns, keys);
  }

  private static Verdict compared(
      Findings findings, String expected, Map<String, String> columns, List<String> keys)
      throws SQLException {
    findings.execute("CREATE TEMP TABLE expected AS " + expected);
    String same =
        keys.stream().map("s.%1$s = t.%1$s"::formatted).collect(Collectors.joining(" AND "));
    findings.look(
        "missing",
        "SELECT %s FROM expected t ANTI JOIN windows s ON %s".formatted(window("t", keys), same));
    findings.look(
        "doubled",
        "SELECT %s || ' ' || count(*) || ' times' FROM windows s GROUP BY %s HAVING count(*) > 1"
            .formatted(window("s", keys), String.join(", ", keys)));
    findings.look(
        "not expected",
        "SELECT %s FROM windows s ANTI JOIN expected t ON %s".formatted(window("s", keys), same));
    String changes =
        columns.entrySet().stream()
            .filter(column -> !keys.contains(column.getKey()))
            .map(column -> change(column.getKey(), column.getValue()))
            .collect(Collectors.joining(", "));
    findings.look(
        "altered",
        "SELECT place || changes FROM (SELECT %s AS place, concat(%s) AS changes FROM expected t JOIN windows s ON %s) WHERE changes <> ''"
            .formatted(window("t", keys), changes, same));
    findings.execute("DROP TABLE expected");
    findings.execute("DROP TABLE windows");
    return findings.verdict();
  }

  private static String window(String table, List<String> keys) {
    return keys.stream()
        .map(key -> "'%2$s=' || %1$s.%2$s".formatted(table, key))
        .collect(Collectors.joining(" || ' ' || "));
  }

  private static String change(String column, String type) {
    String differs =
        type.equals("DOUBLE")
            ? "NOT coalesce(abs(s.%1$s - t.%1$s) <= "
                + TOLERANCE
                + " * greatest(1, abs(t.%1$s)), s.%1$s IS NULL AND t.%1$s IS NULL)"
            : "s.%1$s IS DISTINCT FROM t.%1$s";
    return ("CASE WHEN "
            + differs
            + " THEN ' %1$s ' || coalesce(CAST(s.%1$s AS VARCHAR), 'null') || ' and not ' ||"
            + " coalesce(CAST(t.%1$s AS VARCHAR), 'null') END")
        .formatted(column);
  }

  private Map<String, String> load(Findings findings, Connection clickHouse, String actual)
      throws SQLException {
    try (Statement statement = clickHouse.createStatement();
        ResultSet rows = statement.executeQuery(actual)) {
      Map<String, String> columns = columns(rows.getMetaData());
      findings.execute(
          columns.entrySet().stream()
              .map(column -> column.getKey() + " " + column.getValue())
              .collect(Collectors.joining(", ", "CREATE TABLE windows (", ")")));
      List<String> types = new ArrayList<>(columns.values());
      try (DuckDBAppender table =
          duckdb
              .unwrap(DuckDBConnection.class)
              .createAppender(DuckDBConnection.DEFAULT_SCHEMA, "windows")) {
        while (rows.next()) {
          table.beginRow();
          for (int column = 1; column <= types.size(); column++) {
            Object value =
                types.get(column - 1).equals("VARCHAR")
                    ? rows.getString(column)
                    : rows.getObject(column);
            Appending.value(table, value);
          }
          table.endRow();
        }
      }
      return columns;
    }
  }

  private static Map<String, String> columns(ResultSetMetaData meta) throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    for (int column = 1; column <= meta.getColumnCount(); column++) {
      String type =
          switch (meta.getColumnType(column)) {
            case Types.VARCHAR -> "VARCHAR";
            case Types.FLOAT, Types.DOUBLE, Types.REAL -> "DOUBLE";
            default -> "BIGINT";
          };
      columns.put(meta.getColumnLabel(column), type);
    }
    return columns;
  }
}
