package io.headgate.streaming.raw;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.OffsetRanges;
import io.headgate.platform.spark.OffsetIndex;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the lake lacks of one day, by the ledger.
 *
 * @param events of the day that the ledger tells of
 * @param eventsLacking how many of them raw has not
 * @param rejectedLacking how many rejected records quarantine has not
 * @param ranges where in the topics these are, per kind of lack; neighbours are one range
 */
record DayLack(
    long events, long eventsLacking, long rejectedLacking, Map<Lack, List<OffsetRange>> ranges) {

  /** Holds the tables against the batches. */
  static DayLack of(
      List<ToldBatch> batches, LocalDate date, Dataset<Row> raw, Dataset<Row> quarantine) {
    OffsetIndex index = new OffsetIndex();
    for (int number = 0; number < batches.size(); number++) {
      for (OffsetRange range : batches.get(number).row().offsets()) {
        index.add(range, number);
      }
    }
    List<OffsetRange> spans =
        batches.stream().flatMap(batch -> batch.row().offsets().stream()).toList();
    Map<Integer, Long> inRaw =
        counts(raw.where(col("event_date").equalTo(lit(date))), index, spans);
    boolean anyRejected = batches.stream().anyMatch(batch -> batch.rejected() > 0);
    Map<Integer, Long> inQuarantine = anyRejected ? counts(quarantine, index, spans) : Map.of();
    long events = 0;
    long eventsLacking = 0;
    long rejectedLacking = 0;
    Map<Lack, List<OffsetRange>> ranges = new LinkedHashMap<>();
    for (int number = 0; number < batches.size(); number++) {
      ToldBatch batch = batches.get(number);
      long noEvents = Math.max(0, batch.events() - inRaw.getOrDefault(number, 0L));
      long noRejected = Math.max(0, batch.rejected() - inQuarantine.getOrDefault(number, 0L));
      events += batch.events();
      eventsLacking += noEvents;
      rejectedLacking += noRejected;
      Lack lack = new Lack(noEvents > 0, noRejected > 0);
      if (lack.isAny()) {
        ranges.computeIfAbsent(lack, kind -> new ArrayList<>()).addAll(read(batch));
      }
    }
    ranges.replaceAll((lack, all) -> OffsetRanges.merged(all));
    return new DayLack(events, eventsLacking, rejectedLacking, ranges);
  }

  /** A batch tells of every partition, also of those that had nothing for it. */
  private static List<OffsetRange> read(ToldBatch batch) {
    return batch.row().offsets().stream().filter(each -> each.from() < each.until()).toList();
  }

  boolean isAny() {
    return !ranges.isEmpty();
  }

  long offsets() {
    return ranges.values().stream().mapToLong(OffsetPieces::size).sum();
  }

  private static Map<Integer, Long> counts(
      Dataset<Row> table, OffsetIndex batches, List<OffsetRange> spans) {
    Map<Integer, Long> counts = new HashMap<>();
    table
        .where(StoredOffsets.around(spans))
        .select("_topic", "_topic_partition", "_offset")
        // A row that is there twice is there once.
        .distinct()
        .groupBy(
            batches
                .function()
                .apply(col("_topic"), col("_topic_partition"), col("_offset"))
                .as("batch"))
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getInt(0), row.getLong(1)));
    return counts;
  }
}
