package io.headgate.bench.oracle;

import java.sql.SQLException;
import javax.annotation.Nullable;
import org.duckdb.DuckDBAppender;

/** Puts one value into a DuckDB row, by its Java type. */
final class Appending {
  private Appending() {}

  static void value(DuckDBAppender rows, @Nullable Object value) throws SQLException {
    if (value == null) {
      rows.append((String) null);
    } else if (value instanceof String text) {
      rows.append(text);
    } else if (value instanceof Boolean truth) {
      rows.append(truth.booleanValue());
    } else if (value instanceof Float || value instanceof Double) {
      rows.append(((Number) value).doubleValue());
    } else if (value instanceof Number number) {
      rows.append(number.longValue());
    } else {
      throw new IllegalArgumentException("No column for a value of " + value.getClass());
    }
  }
}
