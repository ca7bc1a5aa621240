package io.headgate.compaction;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as a person reads it. */
final class ReportTable {
  private static final Column[] COLUMNS = {
    column("partition", HorizontalAlign.LEFT),
    column("files before", HorizontalAlign.RIGHT),
    column("files after", HorizontalAlign.RIGHT),
    column("bytes before", HorizontalAlign.RIGHT),
    column("bytes after", HorizontalAlign.RIGHT),
    column("why", HorizontalAlign.LEFT)
  };

  private ReportTable() {}

  /** One line per chosen partition, a total, and how many partitions had which verdict. */
  static String of(CompactionReport report) {
    String verdicts =
        report.verdicts().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> each.getKey().name().toLowerCase(Locale.ROOT) + " " + each.getValue())
            .collect(Collectors.joining(", "));
    String title =
        "%s, %s%s. Partitions: %s."
            .formatted(
                report.dataset(),
                report.layout(),
                report.dryRun() ? ", dry run: nothing is changed" : "",
                verdicts);
    String queries = queries(report);
    return report.partitions().isEmpty()
        ? title
        : title + queries + System.lineSeparator() + table(report);
  }

  private static String queries(CompactionReport report) {
    Skipping before = report.queriesBefore();
    Skipping after = report.queriesAfter();
    return before.files() == 0
        ? ""
        : " Recorded queries skip %s of %s files before, %s of %s after."
            .formatted(
                number(before.filesSkipped()),
                number(before.files()),
                number(after.filesSkipped()),
                number(after.files()));
  }

  private static String table(CompactionReport report) {
    List<Object[]> rows = new ArrayList<>();
    for (PartitionReport each : report.partitions()) {
      rows.add(
          row(
              each.partition(),
              each.filesBefore(),
              each.filesAfter(),
              each.bytesBefore(),
              each.bytesAfter(),
              each.failure() == null ? each.reason() : "not rewritten: " + each.failure()));
    }
    rows.add(
        row(
            "total",
            report.filesBefore(),
            report.filesAfter(),
            report.bytesBefore(),
            report.bytesAfter(),
            ""));
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, COLUMNS, rows.toArray(Object[][]::new));
  }

  private static Object[] row(
      String partition,
      long filesBefore,
      long filesAfter,
      long bytesBefore,
      long bytesAfter,
      String why) {
    return new Object[] {
      partition,
      number(filesBefore),
      number(filesAfter),
      number(bytesBefore),
      number(bytesAfter),
      why
    };
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static Column column(String header, HorizontalAlign align) {
    return new Column().header(header).dataAlign(align).maxWidth(80);
  }
}
