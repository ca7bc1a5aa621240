package io.headgate.streaming.stage.avro;

import io.headgate.streaming.stage.avro.PrimitiveReaders.Written;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Resolver;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Makes readers of what Avro's resolver says about a writer and a reader schema. Types are Spark's,
 * null for values that nobody needs.
 */
final class ReaderCompiler {
  /** A written record may hold itself, in a field that nobody reads. */
  private final IdentityHashMap<Resolver.Action, Later> records = new IdentityHashMap<>();

  ValueReader value(Resolver.Action action, @Nullable DataType type) {
    if (action instanceof Resolver.RecordAdjust record) {
      return struct(record, (StructType) type);
    }
    if (action instanceof Resolver.WriterUnion union) {
      return new NestedReaders.Unions(
          Stream.of(union.actions).map(branch -> value(branch, type)).toArray(ValueReader[]::new));
    }
    if (action instanceof Resolver.ReaderUnion union) {
      return value(union.actualAction, type);
    }
    if (action instanceof Resolver.Container container) {
      return container(container, type);
    }
    if (action instanceof Resolver.EnumAdjust symbols) {
      return new ObjectReaders.Enums(symbols(symbols));
    }
    if (action instanceof Resolver.ErrorAction error) {
      return new ObjectReaders.Refused(
          "a branch of a union that the contract cannot read: " + error);
    }
    if (action instanceof Resolver.Skip skipped) {
      return value(Resolver.resolve(skipped.writer, skipped.writer), null);
    }
    return scalar(action.writer, action.reader, type);
  }

  /**
   * The fields of a record.
   *
   * @param slotOf place of a field, or {@link RecordReader#NO_SLOT}
   * @param types type by slot
   */
  RecordReader record(
      Resolver.RecordAdjust action, ToIntFunction<String> slotOf, List<DataType> types) {
    Resolver.Action[] written = action.fieldActions;
    ValueReader[] fields = new ValueReader[written.length];
    int[] slots = new int[written.length];
    int read = 0;
    for (int i = 0; i < written.length; i++) {
      slots[i] =
          written[i] instanceof Resolver.Skip
              ? RecordReader.NO_SLOT
              : slotOf.applyAsInt(action.readerOrder[read++].name());
      fields[i] = value(written[i], slots[i] == RecordReader.NO_SLOT ? null : types.get(slots[i]));
    }
    List<Schema.Field> absent =
        Stream.of(action.readerOrder)
            .skip(action.firstDefault)
            .filter(field -> slotOf.applyAsInt(field.name()) != RecordReader.NO_SLOT)
            .toList();
    int[] constantSlots =
        absent.stream().mapToInt(field -> slotOf.applyAsInt(field.name())).toArray();
    Object[] constants =
        absent.stream()
            .map(field -> constant(field, types.get(slotOf.applyAsInt(field.name()))))
            .toArray();
    return new RecordReader(fields, slots, constantSlots, constants);
  }

  private ValueReader struct(Resolver.RecordAdjust action, @Nullable StructType type) {
    Later known = records.get(action);
    if (known != null) {
      return known;
    }
    Later later = new Later();
    records.put(action, later);
    RecordReader record =
        type == null
            ? record(action, name -> RecordReader.NO_SLOT, List.of())
            : record(
                action, slotOf(type), Stream.of(type.fields()).map(f -> f.dataType()).toList());
    later.reader = new NestedReaders.Structs(record, type == null ? 0 : type.size());
    records.remove(action);
    return later.reader;
  }

  /** A field that came later than the column is nobody's. */
  static ToIntFunction<String> slotOf(StructType columns) {
    return name ->
        columns.getFieldIndex(name).isDefined() ? columns.fieldIndex(name) : RecordReader.NO_SLOT;
  }

  private ValueReader container(Resolver.Container action, @Nullable DataType type) {
    return action.writer.getType() == Schema.Type.ARRAY
        ? new NestedReaders.Arrays(
            value(action.elementAction, type == null ? null : ((ArrayType) type).elementType()))
        : new NestedReaders.Maps(
            value(action.elementAction, type == null ? null : ((MapType) type).valueType()));
  }

  private static UTF8String[] symbols(Resolver.EnumAdjust action) {
    List<String> known = action.reader.getEnumSymbols();
    return java.util.Arrays.stream(action.adjustments)
        .mapToObj(index -> index < 0 ? null : UTF8String.fromString(known.get(index)))
        .toArray(UTF8String[]::new);
  }

  private static ValueReader scalar(Schema writer, Schema reader, @Nullable DataType type) {
    return switch (reader.getType()) {
      case NULL -> new ObjectReaders.Nulls();
      case BOOLEAN -> new PrimitiveReaders.Booleans();
      case STRING -> new ObjectReaders.Strings();
      case INT, LONG, FLOAT, DOUBLE -> number(writer, reader, type);
      case BYTES, FIXED -> bytes(writer, reader);
      default -> throw new IllegalArgumentException("No scalar: " + reader);
    };
  }

  private static ValueReader number(Schema writer, Schema reader, @Nullable DataType type) {
    Written written = Written.valueOf(writer.getType().name());
    if (reader.getType() == Schema.Type.LONG && DataTypes.IntegerType.equals(type)) {
      return new PrimitiveReaders.NarrowedLongs(written);
    }
    if (reader.getType() == Schema.Type.DOUBLE && DataTypes.FloatType.equals(type)) {
      return new PrimitiveReaders.Floats(written);
    }
    boolean widened = DataTypes.LongType.equals(type) || DataTypes.DoubleType.equals(type);
    return switch (reader.getType()) {
      case INT ->
          widened ? new PrimitiveReaders.Longs(written, false) : new PrimitiveReaders.Ints();
      case LONG -> new PrimitiveReaders.Longs(written, isMillis(writer, reader));
      case FLOAT ->
          widened ? new PrimitiveReaders.Doubles(written) : new PrimitiveReaders.Floats(written);
      default -> new PrimitiveReaders.Doubles(written);
    };
  }

  /** A column of instants holds microseconds; the writer knows what it wrote. */
  private static boolean isMillis(Schema writer, Schema reader) {
    if (!isMicros(reader.getLogicalType()) && !isMillis(reader.getLogicalType())) {
      return false;
    }
    LogicalType written = writer.getLogicalType();
    boolean isSaid = isMicros(written) || isMillis(written);
    return isMillis(isSaid ? written : reader.getLogicalType());
  }

  private static boolean isMillis(@Nullable LogicalType type) {
    return type instanceof LogicalTypes.TimestampMillis
        || type instanceof LogicalTypes.LocalTimestampMillis;
  }

  private static boolean isMicros(@Nullable LogicalType type) {
    return type instanceof LogicalTypes.TimestampMicros
        || type instanceof LogicalTypes.LocalTimestampMicros;
  }

  private static ValueReader bytes(Schema writer, Schema reader) {
    int length =
        writer.getType() == Schema.Type.FIXED ? writer.getFixedSize() : ObjectReaders.SELF_SAID;
    if (!(reader.getLogicalType() instanceof LogicalTypes.Decimal decimal)) {
      return new ObjectReaders.Binaries(length);
    }
    int scale =
        writer.getLogicalType() instanceof LogicalTypes.Decimal written
            ? written.getScale()
            : decimal.getScale();
    return new ObjectReaders.Decimals(
        length, scale, new DecimalType(decimal.getPrecision(), decimal.getScale()));
  }

  /** A field's default, which is written and read again, so that there is one way to a value. */
  @Nullable
  private static Object constant(Schema.Field field, DataType type) {
    Object value = GenericData.get().getDefaultValue(field);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<>(field.schema()).write(value, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AvroBytes in = new AvroBytes();
    in.reset(bytes.toByteArray(), 0);
    return new ReaderCompiler()
        .value(Resolver.resolve(field.schema(), field.schema()), type)
        .read(in);
  }

  /** Stands for a record's reader while that is made. */
  private static final class Later extends ValueReader {
    @Nullable private ValueReader reader;

    @Override
    Object read(AvroBytes in) {
      return reader.read(in);
    }

    @Override
    void skip(AvroBytes in) {
      reader.skip(in);
    }
  }
}
