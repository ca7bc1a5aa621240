package io.headgate.bench.oracle;

import io.headgate.bench.oracle.Verdict.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Collects findings: each is a query whose rows are one text per difference. */
final class Findings {
  private static final int SHOWN = 20;

  private final String store;
  private final Connection duckdb;
  private final List<Finding> found = new ArrayList<>();

  Findings(String store, Connection duckdb) {
    this.store = store;
    this.duckdb = duckdb;
  }

  /**
   * Runs one query.
   *
   * @param sql answers with one column, a text, and one row per difference
   */
  void look(String what, String sql) throws SQLException {
    List<String> first = new ArrayList<>();
    long count = 0;
    try (Statement statement = duckdb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT difference, count(*) OVER () FROM (%s) AS differences(difference) ORDER BY difference LIMIT %d"
                    .formatted(sql, SHOWN))) {
      while (rows.next()) {
        first.add(rows.getString(1));
        count = rows.getLong(2);
      }
    }
    if (count > 0) {
      found.add(new Finding(store + ": " + what, count, first));
    }
  }

  void add(String what, String detail) {
    found.add(new Finding(store + ": " + what, 1, List.of(detail)));
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = duckdb.createStatement()) {
      statement.execute(sql);
    }
  }

  Verdict verdict() {
    return new Verdict(found);
  }
}
