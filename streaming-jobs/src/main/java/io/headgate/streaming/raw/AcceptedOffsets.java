package io.headgate.streaming.raw;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.io.Serializable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The records of a batch that raw took. When a batch is read again, its second reading may judge
 * otherwise than the first: a schema that was unknown is registered by now, or a rule has changed.
 * What raw has decides, so that each record is in one of the two tables.
 */
final class AcceptedOffsets implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A bit per offset, counted from the beginning of the partition's range. */
  private final HashMap<TopicPartition, BitSet> accepted = new HashMap<>();

  private final HashMap<TopicPartition, Long> starts = new HashMap<>();

  private AcceptedOffsets() {}

  /**
   * Asks raw.
   *
   * @param raw as of the snapshot that holds the batch
   */
  static AcceptedOffsets in(Dataset<Row> raw, List<OffsetRange> ranges) {
    AcceptedOffsets offsets = new AcceptedOffsets();
    for (OffsetRange range : ranges) {
      TopicPartition partition = new TopicPartition(range.topic(), range.partition());
      offsets.starts.put(partition, range.from());
      offsets.accepted.put(partition, new BitSet());
    }
    Column ofBatch = ranges.stream().map(AcceptedOffsets::within).reduce(lit(false), Column::or);
    raw.where(ofBatch)
        .select("_topic", "_topic_partition", "_offset")
        .toLocalIterator()
        .forEachRemaining(
            row ->
                offsets.accept(
                    new TopicPartition(row.getString(0), row.getInt(1)), row.getLong(2)));
    return offsets;
  }

  boolean contains(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    return accepted.get(partition).get(Math.toIntExact(record.offset() - starts.get(partition)));
  }

  private void accept(TopicPartition partition, long offset) {
    accepted.get(partition).set(Math.toIntExact(offset - starts.get(partition)));
  }

  private static Column within(OffsetRange range) {
    return col("_topic")
        .equalTo(range.topic())
        .and(col("_topic_partition").equalTo(range.partition()))
        .and(col("_offset").geq(range.from()))
        .and(col("_offset").lt(range.until()));
  }
}
