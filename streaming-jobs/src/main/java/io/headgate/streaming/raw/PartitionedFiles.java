package io.headgate.streaming.raw;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.annotation.Nullable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.RollingDataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data files that one attempt of a task writes to one table, a file at a time per partition.
 * They are rows only once the driver commits them, which it does for the attempt that succeeded.
 */
final class PartitionedFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionedFiles.class);

  private final Table table;
  private final FileWriterFactory<TableRow> files;
  private final OutputFileFactory names;
  private final long targetBytes;
  private final Map<Key, RollingDataWriter<TableRow>> open = new HashMap<>();
  @Nullable private Key current;
  @Nullable private RollingDataWriter<TableRow> writer;
  private boolean complete;

  private record Key(int day, @Nullable String eventType) {}

  PartitionedFiles(Table table, StructType event, StructType added, int task) {
    this.table = table;
    this.files = new Files(table, event, added);
    this.names =
        OutputFileFactory.builderFor(table, task, 0)
            .operationId(UUID.randomUUID().toString())
            .format(FileFormat.PARQUET)
            .build();
    this.targetBytes =
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
  }

  /**
   * @param day of the partition, days since 1970
   * @param eventType of the partition, null when the table is not partitioned by it
   */
  void write(TableRow row, int day, @Nullable String eventType) {
    if (current == null
        || current.day() != day
        || !Objects.equals(current.eventType(), eventType)) {
      Key key = new Key(day, eventType);
      current = key;
      writer = open.computeIfAbsent(key, this::open);
    }
    writer.write(row);
  }

  /** Closes all files and gives them out. */
  List<DataFile> complete() {
    List<DataFile> written = written();
    complete = true;
    return written;
  }

  /** Takes away what was written, unless it was given out. */
  @Override
  public void close() {
    if (!complete) {
      try {
        written().forEach(file -> table.io().deleteFile(file.location()));
      } catch (RuntimeException e) {
        LOG.debug("Files of a failed task stay behind in {}.", table.name(), e);
      }
    }
  }

  private List<DataFile> written() {
    List<DataFile> written = new ArrayList<>();
    for (RollingDataWriter<TableRow> each : open.values()) {
      try {
        each.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      written.addAll(each.result().dataFiles());
    }
    return written;
  }

  private RollingDataWriter<TableRow> open(Key key) {
    return new RollingDataWriter<>(
        files, names, table.io(), targetBytes, table.spec(), partition(key));
  }

  private StructLike partition(Key key) {
    PartitionSpec spec = table.spec();
    PartitionData partition = new PartitionData(spec.partitionType());
    for (int i = 0; i < spec.fields().size(); i++) {
      PartitionField field = spec.fields().get(i);
      String column = table.schema().findColumnName(field.sourceId());
      partition.set(
          i,
          switch (column) {
            case "event_date", "_failed_at" -> key.day();
            case "_event_type" -> key.eventType();
            default ->
                throw new IllegalStateException(
                    "Table %s is partitioned by %s".formatted(table.name(), column));
          });
    }
    return partition;
  }

  /** Parquet files of a table, by its own properties. */
  private record Files(Table table, StructType event, StructType added)
      implements FileWriterFactory<TableRow> {
    @Override
    public DataWriter<TableRow> newDataWriter(
        EncryptedOutputFile file, PartitionSpec spec, StructLike partition) {
      try {
        return Parquet.writeData(file)
            .forTable(table)
            .createWriterFunc(message -> RowParquet.of(table.schema(), message, event, added))
            .withSpec(spec)
            .withPartition(partition)
            .overwrite()
            .build();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public EqualityDeleteWriter<TableRow> newEqualityDeleteWriter(
        EncryptedOutputFile file, PartitionSpec spec, StructLike partition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public PositionDeleteWriter<TableRow> newPositionDeleteWriter(
        EncryptedOutputFile file, PartitionSpec spec, StructLike partition) {
      throw new UnsupportedOperationException();
    }
  }
}
