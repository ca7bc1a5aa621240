package io.headgate.batch.reconcile;

import static java.util.stream.Collectors.toMap;

import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.spark.OffsetIndex;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * The batches of raw ingest that are looked at, by the ledger.
 *
 * @param rows those that read something, oldest first; a batch's number is its place
 */
record LedgerBatches(List<LedgerRow> rows) {
  LedgerBatches {
    rows = List.copyOf(rows);
  }

  /** A partition of a topic. */
  record Place(String topic, int partition) {}

  /** Those that were committed in [from, until); null is no bound. */
  static LedgerBatches of(List<LedgerRow> ledger, @Nullable Instant from, @Nullable Instant until) {
    return new LedgerBatches(
        ledger.stream()
            .filter(row -> !row.offsets().isEmpty())
            .filter(row -> from == null || !row.committedAt().isBefore(from))
            .filter(row -> until == null || row.committedAt().isBefore(until))
            .sorted(Comparator.comparing(LedgerRow::committedAt))
            .toList());
  }

  OffsetIndex index() {
    OffsetIndex index = new OffsetIndex();
    for (int number = 0; number < rows.size(); number++) {
      for (OffsetRange range : rows.get(number).offsets()) {
        index.add(range, number);
      }
    }
    return index;
  }

  /** From the first to the last offset of each partition, with whatever lies between. */
  Map<Place, OffsetRange> spans() {
    return spans(rows);
  }

  static Map<Place, OffsetRange> spans(List<LedgerRow> rows) {
    return rows.stream()
        .flatMap(row -> row.offsets().stream())
        .collect(
            toMap(
                range -> new Place(range.topic(), range.partition()),
                range -> range,
                (one, other) ->
                    new OffsetRange(
                        one.topic(),
                        one.partition(),
                        Math.min(one.from(), other.from()),
                        Math.max(one.until(), other.until()))));
  }
}
