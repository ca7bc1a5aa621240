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
      SourceColumns.TYPE
          .add("_key", DataTypes.BinaryType)
          .add("_value", DataTypes.BinaryType)
          .add("_error_class", DataTypes.StringType)
          .add("_error_message", DataTypes.StringType)
          .add("_failed_at", DataTypes.TimestampType)
          .add("_headers", DataTypes.createArrayType(HEADER));
  private static final int KEY = ADDED.fieldIndex("_key");
  private static final int VALUE = ADDED.fieldIndex("_value");
  private static final int ERROR_CLASS = ADDED.fieldIndex("_error_class");
  private static final int ERROR_MESSAGE = ADDED.fieldIndex("_error_message");
  private static final int FAILED_AT = ADDED.fieldIndex("_failed_at");
  private static final int HEADERS = ADDED.fieldIndex("_headers");

  private final TableRow row = new TableRow(ADDED);
  private final SourceColumns source = new SourceColumns();
  private final PartitionedFiles files;
  private final int day;

  QuarantineFiles(TaskPlan plan, int task) {
    this.files = new PartitionedFiles(plan.quarantine(), new StructType(), ADDED, task);
    long failedAt = RawFiles.micros(plan.now());
    this.day = Math.toIntExact(Math.floorDiv(failedAt, TimeUnit.DAYS.toMicros(1)));
    row.added().setLong(FAILED_AT, failedAt);
  }

  void write(
      ConsumerRecord<byte[], byte[]> record,
      @Nullable Integer schemaId,
      ErrorClass error,
      String message) {
    SpecificInternalRow added = row.added();
    source.set(added, record, schemaId);
    added.update(KEY, record.key());
    added.update(VALUE, record.value());
    added.update(ERROR_CLASS, UTF8String.fromString(error.name()));
    added.update(ERROR_MESSAGE, UTF8String.fromString(message));
    added.update(HEADERS, headers(record));
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
