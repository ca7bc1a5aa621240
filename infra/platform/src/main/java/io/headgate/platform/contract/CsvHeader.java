package io.headgate.platform.contract;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;

/** The first line of a reference's CSV file, which names its columns. */
final class CsvHeader {
  private final String file;
  private final List<String> names;

  CsvHeader(String file, String text) {
    this.file = file;
    var parser = new CsvParser(new CsvParserSettings());
    parser.beginParsing(new StringReader(text.replaceFirst("^\uFEFF", "")));
    String[] first = parser.parseNext();
    parser.stopParsing();
    this.names = first == null ? List.of() : Arrays.stream(first).map(String::valueOf).toList();
  }

  void requireColumns(List<String> columns, Mistakes mistakes) {
    if (names.isEmpty()) {
      mistakes.add(file, 1, "it is empty", "Write the names of the columns into the first line");
      return;
    }
    for (String column : columns) {
      if (!names.contains(column)) {
        mistakes.add(
            file,
            1,
            "the first line names no column '%s'".formatted(column),
            ClosestName.remedy(column, names));
      }
    }
  }
}
