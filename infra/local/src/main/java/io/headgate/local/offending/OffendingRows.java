package io.headgate.local.offending;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import io.headgate.platform.contract.PipelineContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * What the lake keeps of the rows of a dataset that failed its checks.
 *
 * @param rows of each partition those of the newest run that kept some; the newest partition first,
 *     and then by check
 * @param earlier how many rows earlier runs of the same partitions have kept
 */
record OffendingRows(List<OffendingRow> rows, long earlier) {
  OffendingRows {
    rows = List.copyOf(rows);
  }

  /**
   * Reads them.
   *
   * @param table {@link PipelineContract#offendingDataset}
   * @param partition null for all
   * @param check null for all
   */
  static OffendingRows read(
      Table table, String dataset, @Nullable String partition, @Nullable String check) {
    Expression of = Expressions.equal(OffendingRow.DATASET, dataset);
    if (partition != null) {
      of = Expressions.and(of, Expressions.equal(OffendingRow.PARTITION, partition));
    }
    List<OffendingRow> all = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).where(of).build()) {
      records.forEach(each -> all.add(OffendingRow.of(each)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return newest(all).of(check);
  }

  /** Leaves out what a later run of the partition has found anew. */
  static OffendingRows newest(Collection<OffendingRow> all) {
    Map<String, List<OffendingRow>> partitions =
        all.stream().collect(groupingBy(OffendingRow::partition));
    List<OffendingRow> rows =
        partitions.values().stream()
            .flatMap(
                each -> {
                  String newest =
                      each.stream()
                          .max(
                              comparing(OffendingRow::recordedAt)
                                  .thenComparing(OffendingRow::runKey))
                          .orElseThrow()
                          .runKey();
                  return each.stream().filter(row -> row.runKey().equals(newest));
                })
            .sorted(
                comparing(OffendingRow::partition)
                    .reversed()
                    .thenComparing(OffendingRow::check)
                    .thenComparing(OffendingRow::json))
            .toList();
    return new OffendingRows(rows, all.size() - rows.size());
  }

  private OffendingRows of(@Nullable String check) {
    return check == null
        ? this
        : new OffendingRows(
            rows.stream().filter(row -> row.check().equals(check)).toList(), earlier);
  }
}
