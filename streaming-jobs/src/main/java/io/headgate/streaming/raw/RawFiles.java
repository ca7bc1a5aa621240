package io.headgate.streaming.raw;

import io.headgate.platform.apply.EventColumns;
import io.headgate.streaming.stage.Staged;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.apache.iceberg.DataFile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The valid events of one task, with where they came from, in files of raw. */
final class RawFiles implements AutoCloseable {
  private static final StructType ADDED =
      new StructType()
          .add("_topic", DataTypes.StringType)
          .add("_topic_partition", DataTypes.IntegerType)
          .add("_offset", DataTypes.LongType)
          .add("_schema_id", DataTypes.IntegerType)
          .add("_broker_at", DataTypes.TimestampType)
          .add("_ingested_at", DataTypes.TimestampType)
          .add("event_date", DataTypes.DateType);
  private static final int TOPIC = 0;
  private static final int PARTITION = 1;
  private static final int OFFSET = 2;
  private static final int SCHEMA_ID = 3;
  private static final int BROKER_AT = 4;
  private static final int INGESTED_AT = 5;
  private static final int EVENT_DATE = 6;
  private static final long MICROS_PER_DAY = TimeUnit.DAYS.toMicros(1);

  private final TableRow row = new TableRow(ADDED);
  private final PartitionedFiles files;
  private final int eventTime;
  private final boolean byEventType;
  private final Map<String, UTF8String> topics = new HashMap<>();

  RawFiles(TaskPlan plan, int task) {
    StructType event = plan.stage().eventType();
    this.files = new PartitionedFiles(plan.raw(), event, ADDED, task);
    this.eventTime = event.fieldIndex(plan.eventTime());
    this.byEventType =
        plan.raw().spec().fields().stream()
            .map(field -> plan.raw().schema().findColumnName(field.sourceId()))
            .anyMatch(EventColumns.EVENT_TYPE::equals);
    row.added().setLong(INGESTED_AT, micros(plan.now()));
  }

  void write(ConsumerRecord<byte[], byte[]> record, Staged staged) {
    InternalRow event = staged.event();
    int day = Math.toIntExact(Math.floorDiv(event.getLong(eventTime), MICROS_PER_DAY));
    SpecificInternalRow added = row.added();
    added.update(TOPIC, topics.computeIfAbsent(record.topic(), UTF8String::fromString));
    added.setInt(PARTITION, record.partition());
    added.setLong(OFFSET, record.offset());
    schemaId(added, SCHEMA_ID, staged.schemaId());
    added.setLong(BROKER_AT, TimeUnit.MILLISECONDS.toMicros(record.timestamp()));
    added.setInt(EVENT_DATE, day);
    row.event(event);
    files.write(row, day, byEventType ? staged.eventType() : null);
  }

  List<DataFile> complete() {
    return files.complete();
  }

  @Override
  public void close() {
    files.close();
  }

  static void schemaId(SpecificInternalRow added, int ordinal, @Nullable Integer schemaId) {
    if (schemaId == null) {
      added.setNullAt(ordinal);
    } else {
      added.setInt(ordinal, schemaId);
    }
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
