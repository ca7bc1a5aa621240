package io.headgate.local.demo;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows as people read them, so that two stores can be compared by what they show.
 *
 * @param columns names
 * @param rows one text per column
 */
public record QueryResult(List<String> columns, List<List<String>> rows) {
  public QueryResult {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** Runs one statement that answers with rows. */
  public static QueryResult of(Connection store, String sql) throws SQLException {
    try (Statement statement = store.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      ResultSetMetaData meta = result.getMetaData();
      List<String> columns = new ArrayList<>();
      for (int column = 1; column <= meta.getColumnCount(); column++) {
        columns.add(meta.getColumnLabel(column));
      }
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns.size(); column++) {
          row.add(String.valueOf(result.getObject(column)));
        }
        rows.add(row);
      }
      return new QueryResult(columns, rows);
    }
  }

  /** The rows as a table of text. */
  public String table() {
    List<Column> headers =
        columns.stream()
            .map(name -> new Column().header(name.replace('_', ' ')).dataAlign(align(name)))
            .toList();
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        headers.toArray(Column[]::new),
        rows.stream().map(row -> row.toArray(Object[]::new)).toArray(Object[][]::new));
  }

  private HorizontalAlign align(String column) {
    int index = columns.indexOf(column);
    boolean numbers =
        IntStream.range(0, rows.size()).allMatch(i -> rows.get(i).get(index).matches("[-0-9.,]+"));
    return numbers ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT;
  }
}
