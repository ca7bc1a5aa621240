package io.headgate.local.top;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rows of text in as many columns as a terminal is wide enough for. Columns to the right give way;
 * the first stays, and is cut when it must be.
 *
 * @param header one text per column, the most important first
 * @param rows as many texts each
 */
record FittedTable(List<String> header, List<List<String>> rows) {
  private static final String GAP = "  ";
  private static final String CUT = "…";

  FittedTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** A line for the header and each row, none wider than that many characters. */
  List<String> lines(int width) {
    List<Integer> widths = fitting(width);
    return Stream.concat(Stream.of(header), rows.stream()).map(row -> line(row, widths)).toList();
  }

  /** A text in at most that many characters. */
  static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + CUT;
  }

  private List<Integer> fitting(int width) {
    List<Integer> widths = new ArrayList<>();
    int used = 0;
    for (int column = 0; column < header.size(); column++) {
      int index = column;
      int wanted =
          Stream.concat(Stream.of(header), rows.stream())
              .mapToInt(row -> row.get(index).length())
              .max()
              .orElse(0);
      int before = column == 0 ? 0 : GAP.length();
      if (column > 0 && used + before + wanted > width) {
        return widths;
      }
      widths.add(Math.min(wanted, width));
      used += before + wanted;
    }
    return widths;
  }

  private static String line(List<String> row, List<Integer> widths) {
    List<String> cells = new ArrayList<>();
    for (int column = 0; column < widths.size(); column++) {
      String cell = cut(row.get(column), widths.get(column));
      cells.add(cell + " ".repeat(widths.get(column) - cell.length()));
    }
    return cells.stream().collect(Collectors.joining(GAP)).stripTrailing();
  }
}
