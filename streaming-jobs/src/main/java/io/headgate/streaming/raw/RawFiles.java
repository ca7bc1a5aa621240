package io.headgate.streaming.raw;

import io.headgate.platform.apply.EventColumns;
import io.headgate.streaming.stage.Staged;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.DataFile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The valid events of one task, with where they came from, in files of raw. */
final class RawFiles implements AutoCloseable {
  private static final StructType ADDED =
      SourceColumns.TYPE
          .add("_ingested_at", DataTypes.TimestampType)
          .add("event_date", DataTypes.DateType);
  private static final int INGESTED_AT = ADDED.fieldIndex("_ingested_at");
  private static final int EVENT_DATE = ADDED.fieldIndex("event_date");
  private static final long MICROS_PER_DAY = TimeUnit.DAYS.toMicros(1);

  private final TableRow row = new TableRow(ADDED);
  private final SourceColumns source = new SourceColumns();
  private final PartitionedFiles files;
  private final int eventTime;
  private final boolean byEventType;

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
    source.set(added, record, staged.schemaId());
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

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
