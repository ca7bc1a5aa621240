package io.headgate.streaming.raw;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.parquet.TripleWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriter;
import org.apache.iceberg.shaded.org.apache.parquet.io.api.Binary;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.data.SparkParquetWriters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Puts rows into Parquet columns as they are: no box around a number, no copy of a string that
 * points into a record. A table with nested or decimal columns takes Iceberg's own way for Spark
 * rows.
 */
final class RowParquet implements ParquetValueWriter<TableRow> {
  private static final Set<DataType> PLAIN =
      Set.of(
          DataTypes.BooleanType,
          DataTypes.IntegerType,
          DataTypes.DateType,
          DataTypes.LongType,
          DataTypes.TimestampType,
          DataTypes.TimestampNTZType,
          DataTypes.FloatType,
          DataTypes.DoubleType,
          DataTypes.StringType,
          DataTypes.BinaryType);

  private final MessageType file;
  private final TableColumn[] columns;
  private final Cell[] cells;
  private final ColumnWriter[] writers;

  /** Writes the value at a place of a row. */
  private interface Cell {
    void write(InternalRow row, int ordinal, ColumnWriter column);
  }

  private RowParquet(MessageType file, List<TableColumn> columns) {
    this.file = file;
    this.columns = columns.toArray(TableColumn[]::new);
    this.cells = columns.stream().map(RowParquet::cell).toArray(Cell[]::new);
    this.writers = new ColumnWriter[this.columns.length];
  }

  /** The writer of a file with these columns, which are all optional. */
  static ParquetValueWriter<TableRow> of(
      Schema schema, MessageType file, StructType event, StructType added) {
    StructType table = SparkSchemaUtil.convert(schema);
    List<TableColumn> columns = new ArrayList<>();
    boolean plain = true;
    for (var field : table.fields()) {
      columns.add(TableColumn.of(field, event, added));
      plain &= PLAIN.contains(field.dataType()) && field.nullable();
    }
    return plain
        ? new RowParquet(file, columns)
        : new Converted(columns, SparkParquetWriters.buildWriter(schema, file, table));
  }

  @Override
  public void write(int repetitionLevel, TableRow row) {
    for (int i = 0; i < columns.length; i++) {
      TableColumn column = columns[i];
      if (column.isNull(row)) {
        writers[i].writeNull(0, 0);
      } else {
        cells[i].write(column.rowOf(row), column.ordinal(), writers[i]);
      }
    }
  }

  @Override
  public void setColumnStore(ColumnWriteStore store) {
    for (int i = 0; i < writers.length; i++) {
      writers[i] = store.getColumnWriter(file.getColumns().get(i));
    }
  }

  @Override
  public List<TripleWriter<?>> columns() {
    return List.of();
  }

  private static Cell cell(TableColumn column) {
    DataType target = column.target();
    boolean widened = !column.source().equals(target);
    if (target.equals(DataTypes.BooleanType)) {
      return (row, at, out) -> out.write(row.getBoolean(at), 0, 1);
    }
    if (target.equals(DataTypes.IntegerType) || target.equals(DataTypes.DateType)) {
      return (row, at, out) -> out.write(row.getInt(at), 0, 1);
    }
    if (target.equals(DataTypes.FloatType)) {
      return (row, at, out) -> out.write(row.getFloat(at), 0, 1);
    }
    if (target.equals(DataTypes.DoubleType)) {
      return widened
          ? (row, at, out) -> out.write((double) row.getFloat(at), 0, 1)
          : (row, at, out) -> out.write(row.getDouble(at), 0, 1);
    }
    if (target.equals(DataTypes.StringType)) {
      return (row, at, out) -> out.write(binary(row.getUTF8String(at)), 0, 1);
    }
    if (target.equals(DataTypes.BinaryType)) {
      return (row, at, out) -> out.write(Binary.fromReusedByteArray(row.getBinary(at)), 0, 1);
    }
    return widened && column.source().equals(DataTypes.IntegerType)
        ? (row, at, out) -> out.write((long) row.getInt(at), 0, 1)
        : (row, at, out) -> out.write(row.getLong(at), 0, 1);
  }

  private static Binary binary(UTF8String text) {
    if (text.getBaseObject() instanceof byte[] bytes) {
      int start = Math.toIntExact(text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
      return Binary.fromReusedByteArray(bytes, start, text.numBytes());
    }
    return Binary.fromReusedByteArray(text.getBytes());
  }

  /** By way of a row in the table's own columns. */
  private static final class Converted implements ParquetValueWriter<TableRow> {
    private final List<TableColumn> columns;
    private final ParquetValueWriter<InternalRow> writer;
    private final GenericInternalRow converted;

    Converted(List<TableColumn> columns, ParquetValueWriter<InternalRow> writer) {
      this.columns = columns;
      this.writer = writer;
      this.converted = new GenericInternalRow(columns.size());
    }

    @Override
    public void write(int repetitionLevel, TableRow row) {
      for (int i = 0; i < columns.size(); i++) {
        converted.update(i, columns.get(i).get(row));
      }
      writer.write(repetitionLevel, converted);
    }

    @Override
    public List<TripleWriter<?>> columns() {
      return writer.columns();
    }

    @Override
    public void setColumnStore(ColumnWriteStore store) {
      writer.setColumnStore(store);
    }

    @Override
    public Stream<FieldMetrics<?>> metrics() {
      return writer.metrics();
    }
  }
}
