package io.headgate.local.offending;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.headgate.local.demo.QueryResult;
import io.headgate.platform.registry.Partition;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.annotation.Nullable;

/** Rows that failed a check as people read them. */
final class OffendingText {
  private OffendingText() {}

  /**
   * A table of the checks, and one of the rows.
   *
   * @param found at least one row
   * @param partitions of the dataset by key, as they are now
   * @param limit most rows that are shown
   */
  static String of(OffendingRows found, Map<String, Partition> partitions, int limit) {
    List<OffendingRow> shown = found.rows().stream().limit(limit).toList();
    List<String> parts = new ArrayList<>();
    parts.add(checks(found.rows(), partitions));
    parts.add(
        String.format(Locale.ROOT, "%,d of %,d kept rows:", shown.size(), found.rows().size()));
    parts.add(rows(shown));
    if (found.earlier() > 0) {
      parts.add(
          String.format(
              Locale.ROOT,
              "Not shown: %,d that earlier runs of the same partitions kept.",
              found.earlier()));
    }
    return String.join(System.lineSeparator(), parts);
  }

  /** One line per run and check; a run may have made several partitions. */
  private static String checks(List<OffendingRow> rows, Map<String, Partition> partitions) {
    Map<List<String>, List<OffendingRow>> checks =
        rows.stream()
            .collect(
                groupingBy(
                    row -> List.of(row.runKey(), row.check()), LinkedHashMap::new, toList()));
    return new QueryResult(
            List.of("check", "reason", "offending_rows", "kept", "found_at", "partitions_now"),
            checks.values().stream()
                .map(
                    kept -> {
                      OffendingRow first = kept.get(0);
                      return List.of(
                          first.check(),
                          first.reason(),
                          String.format(Locale.ROOT, "%,d", first.offendingRows()),
                          String.format(Locale.ROOT, "%,d", kept.size()),
                          first.recordedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                          kept.stream()
                              .map(row -> state(row, partitions.get(row.partition())))
                              .distinct()
                              .collect(joining(", ")));
                    })
                .toList())
        .table();
  }

  /** What became of the row's partition, which a later run may have made again. */
  private static String state(OffendingRow row, @Nullable Partition now) {
    if (now == null) {
      return row.partition() + " not known";
    }
    String state = now.state().name().toLowerCase(Locale.ROOT);
    return row.runKey().equals(now.runKey())
        ? row.partition() + " " + state
        : "%s %s by another run".formatted(row.partition(), state);
  }

  private static String rows(List<OffendingRow> rows) {
    return new QueryResult(
            List.of("partition", "check", "row"),
            rows.stream().map(row -> List.of(row.partition(), row.check(), row.json())).toList())
        .table();
  }
}
