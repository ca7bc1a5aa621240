package io.headgate.local.endtoend;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows of one store, in a form in which stores can be compared: each column a string, a long or a
 * double.
 *
 * @param rows rows as column name to value
 */
record Rows(List<Map<String, Object>> rows) {
  Rows {
    rows = List.copyOf(rows);
  }

  static Rows query(Connection store, String sql) throws SQLException {
    try (Statement statement = store.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<Map<String, Object>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, Object> row = new TreeMap<>();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          row.put(
              result.getMetaData().getColumnLabel(column), comparable(result.getObject(column)));
        }
        rows.add(row);
      }
      return new Rows(rows);
    }
  }

  private static Object comparable(Object value) {
    if (value instanceof Double || value instanceof Float) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof Number whole) {
      return whole.longValue();
    }
    return String.valueOf(value);
  }
}
