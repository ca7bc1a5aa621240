package io.headgate.streaming.raw;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Where a record came from: the first columns that raw and quarantine add to it. */
final class SourceColumns {
  static final StructType TYPE =
      new StructType()
          .add("_topic", DataTypes.StringType)
          .add("_topic_partition", DataTypes.IntegerType)
          .add("_offset", DataTypes.LongType)
          .add("_schema_id", DataTypes.IntegerType)
          .add("_broker_at", DataTypes.TimestampType);
  private static final int TOPIC = 0;
  private static final int PARTITION = 1;
  private static final int OFFSET = 2;
  private static final int SCHEMA_ID = 3;
  private static final int BROKER_AT = 4;

  private final Map<String, UTF8String> topics = new HashMap<>();

  /**
   * Sets them in a row that begins with {@link #TYPE}.
   *
   * @param schemaId the schema id in the record, or null when it has none
   */
  void set(
      SpecificInternalRow added,
      ConsumerRecord<byte[], byte[]> record,
      @Nullable Integer schemaId) {
    added.update(TOPIC, topics.computeIfAbsent(record.topic(), UTF8String::fromString));
    added.setInt(PARTITION, record.partition());
    added.setLong(OFFSET, record.offset());
    if (schemaId == null) {
      added.setNullAt(SCHEMA_ID);
    } else {
      added.setInt(SCHEMA_ID, schemaId);
    }
    added.setLong(BROKER_AT, TimeUnit.MILLISECONDS.toMicros(record.timestamp()));
  }
}
