package io.headgate.bench.faults;

import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What a ledger says was read. */
final class LedgerRanges {
  private LedgerRanges() {}

  /**
   * Whether the rows have every offset of the topic once, and as many records.
   *
   * @param rows of one dataset, of a topic without holes
   * @param ends the offset behind the last record, per partition
   */
  static boolean areWhole(List<LedgerRow> rows, Map<TopicPartition, Long> ends) {
    long records = ends.values().stream().mapToLong(Long::longValue).sum();
    return rows.stream().mapToLong(LedgerRow::rowsIn).sum() == records
        && ends.entrySet().stream().allMatch(end -> isWhole(rows, end.getKey(), end.getValue()));
  }

  private static boolean isWhole(List<LedgerRow> rows, TopicPartition partition, long end) {
    List<OffsetRange> ranges =
        rows.stream()
            .flatMap(row -> row.offsets().stream())
            .filter(
                range ->
                    range.topic().equals(partition.topic())
                        && range.partition() == partition.partition())
            .sorted(Comparator.comparingLong(OffsetRange::from))
            .toList();
    long next = 0;
    for (OffsetRange range : ranges) {
      if (range.from() != next) {
        return false;
      }
      next = range.until();
    }
    return next == end;
  }
}
