package io.headgate.streaming.raw;

import io.headgate.streaming.stage.ErrorClass;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.apache.iceberg.DataFile;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** The rejected records of one task, as they came, in files of quarantine. */
final class QuarantineFiles implements AutoCloseable {
  private static final StructType HEADER =
      new StructType().add("key", DataTypes.StringType).add("value", DataTypes.BinaryType);
  private static final StructType ADDED =
      new StructType()
          .add("_topic", DataTypes.StringType)
          .add("_topic_partition", DataTypes.IntegerType)
          .add("_offset", DataTypes.LongType)
          .add("_schema_id", DataTypes.IntegerType)
          .add("_broker_at", DataTypes.TimestampType)
          .add("_key", DataTypes.BinaryType)
          .add("_value", DataTypes.BinaryType)
          .add("_error_class", DataTypes.StringType)
          .add("_error_message", DataTypes.StringType)
          .add("_failed_at", DataTypes.TimestampType)
          .add("_headers", DataTypes.createArrayType(HEADER));

  private final TableRow row = new TableRow(ADDED);
  private final PartitionedFiles files;
  private final int day;

  QuarantineFiles(TaskPlan plan, int task) {
    this.files = new PartitionedFiles(plan.quarantine(), new StructType(), ADDED, task);
    long failedAt = RawFiles.micros(plan.now());
    this.day = Math.toIntExact(Math.floorDiv(failedAt, TimeUnit.DAYS.toMicros(1)));
    row.added().setLong(ADDED.fieldIndex("_failed_at"), failedAt);
  }

  void write(
      ConsumerRecord<byte[], byte[]> record,
      @Nullable Integer schemaId,
      ErrorClass error,
      String message) {
    SpecificInternalRow added = row.added();
    added.update(0, UTF8String.fromString(record.topic()));
    added.setInt(1, record.partition());
    added.setLong(2, record.offset());
    RawFiles.schemaId(added, 3, schemaId);
    added.setLong(4, TimeUnit.MILLISECONDS.toMicros(record.timestamp()));
    added.update(5, record.key());
    added.update(6, record.value());
    added.update(7, UTF8String.fromString(error.name()));
    added.update(8, UTF8String.fromString(message));
    added.update(10, headers(record));
    files.write(row, day, null);
  }

  /** In the order of the record, which may name one several times. */
  private static GenericArrayData headers(ConsumerRecord<byte[], byte[]> record) {
    return new GenericArrayData(
        Arrays.stream(record.headers().toArray())
            .map(
                header ->
                    (Object)
                        new GenericInternalRow(
                            new Object[] {UTF8String.fromString(header.key()), header.value()}))
            .toArray());
  }

  List<DataFile> complete() {
    return files.complete();
  }

  @Override
  public void close() {
    files.close();
  }
}
