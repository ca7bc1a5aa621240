package io.headgate.streaming.stage.avro;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Resolver;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads events that were written in one schema into rows of a pipeline's columns. It follows Avro's
 * rules of resolution, decodes only the fields that have a column, and checks all of them. Not
 * thread-safe.
 */
public final class EventReader {
  private final AvroBytes bytes = new AvroBytes();
  private final RecordReader record;
  private final int[] absent;

  private EventReader(RecordReader record, int[] absent) {
    this.record = record;
    this.absent = absent;
  }

  /** Why events of the writer schema cannot be read in the reader schema; empty when they can. */
  public static List<String> conflicts(Schema writer, Schema reader) {
    SchemaPairCompatibility pair =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    return pair.getType() == SchemaCompatibilityType.COMPATIBLE
        ? List.of()
        : pair.getResult().getIncompatibilities().stream()
            .map(reason -> reason.getType() + " at " + reason.getLocation())
            .toList();
  }

  /**
   * A reader of compatible schemas.
   *
   * @param columns the slots of the rows; each is filled from the field of its name, or with null.
   *     A column may be wider than its field, long for int and double for float
   */
  public static EventReader of(Schema writer, Schema reader, StructType columns) {
    List<DataType> types = Stream.of(columns.fields()).map(StructField::dataType).toList();
    RecordReader record =
        new ReaderCompiler()
            .record(
                (Resolver.RecordAdjust) Resolver.resolve(writer, reader),
                ReaderCompiler.slotOf(columns),
                types);
    int[] absent =
        IntStream.range(0, columns.size())
            .filter(slot -> reader.getField(columns.apply(slot).name()) == null)
            .toArray();
    return new EventReader(record, absent);
  }

  /**
   * Fills the row from the bytes behind an offset, to the last.
   *
   * @throws MalformedAvroException when the bytes are not one record of the writer schema; the row
   *     is then half filled
   */
  public void read(byte[] value, int from, InternalRow row) {
    bytes.reset(value, from);
    record.read(bytes, row);
    for (int slot : absent) {
      row.setNullAt(slot);
    }
    if (!bytes.isEnd()) {
      throw new MalformedAvroException("bytes follow the record");
    }
  }
}
