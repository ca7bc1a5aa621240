package io.headgate.streaming.raw;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.io.Serializable;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The offsets of some ranges that tables have a row of. */
final class StoredOffsets implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Per partition and first offset of a range, a bit per offset. */
  private final HashMap<TopicPartition, TreeMap<Long, BitSet>> stored = new HashMap<>();

  StoredOffsets(Collection<OffsetRange> ranges) {
    for (OffsetRange range : ranges) {
      stored
          .computeIfAbsent(at(range), partition -> new TreeMap<>())
          .put(range.from(), new BitSet());
    }
  }

  /** Takes up the rows of a table whose offsets lie in the ranges, or between them. */
  void addAll(Dataset<Row> table, Collection<OffsetRange> ranges) {
    table
        .where(around(ranges))
        .select("_topic", "_topic_partition", "_offset")
        .toLocalIterator()
        .forEachRemaining(
            row -> add(new TopicPartition(row.getString(0), row.getInt(1)), row.getLong(2)));
  }

  boolean contains(ConsumerRecord<byte[], byte[]> record) {
    Map.Entry<Long, BitSet> range =
        stored
            .getOrDefault(new TopicPartition(record.topic(), record.partition()), new TreeMap<>())
            .floorEntry(record.offset());
    return range != null && range.getValue().get(Math.toIntExact(record.offset() - range.getKey()));
  }

  private void add(TopicPartition partition, long offset) {
    Map.Entry<Long, BitSet> range =
        stored.getOrDefault(partition, new TreeMap<>()).floorEntry(offset);
    if (range != null && offset - range.getKey() < Integer.MAX_VALUE) {
      range.getValue().set(Math.toIntExact(offset - range.getKey()));
    }
  }

  /**
   * Whether a row lies between the first and the last offset of its partition. A condition per
   * range would be thousands where late events are spread over many batches.
   */
  static Column around(Collection<OffsetRange> ranges) {
    Map<TopicPartition, OffsetRange> spans = new HashMap<>();
    for (OffsetRange range : ranges) {
      spans.merge(
          at(range),
          range,
          (one, other) ->
              new OffsetRange(
                  one.topic(),
                  one.partition(),
                  Math.min(one.from(), other.from()),
                  Math.max(one.until(), other.until())));
    }
    return spans.values().stream()
        .map(
            span ->
                col("_topic")
                    .equalTo(span.topic())
                    .and(col("_topic_partition").equalTo(span.partition()))
                    .and(col("_offset").geq(span.from()))
                    .and(col("_offset").lt(span.until())))
        .reduce(lit(false), Column::or);
  }

  private static TopicPartition at(OffsetRange range) {
    return new TopicPartition(range.topic(), range.partition());
  }
}
