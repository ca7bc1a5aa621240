package io.headgate.compaction;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.Locale;

/** Upkeep as a person reads it: a line for each table and action. */
final class UpkeepTable {
  private static final Column[] COLUMNS = {
    column("table", HorizontalAlign.LEFT),
    column("action", HorizontalAlign.LEFT),
    column("outcome", HorizontalAlign.LEFT),
    column("before", HorizontalAlign.RIGHT),
    column("after", HorizontalAlign.RIGHT),
    column("bytes before", HorizontalAlign.RIGHT),
    column("bytes after", HorizontalAlign.RIGHT),
    column("why", HorizontalAlign.LEFT)
  };

  private UpkeepTable() {}

  static String of(List<UpkeepReport> reports) {
    Object[][] rows =
        reports.stream()
            .map(
                each ->
                    new Object[] {
                      each.dataset(),
                      each.action(),
                      each.outcome(),
                      number(each.before().count()),
                      number(each.after().count()),
                      number(each.before().bytes()),
                      number(each.after().bytes()),
                      each.why()
                    })
            .toArray(Object[][]::new);
    return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, COLUMNS, rows);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static Column column(String header, HorizontalAlign align) {
    return new Column().header(header).dataAlign(align).maxWidth(80);
  }
}
