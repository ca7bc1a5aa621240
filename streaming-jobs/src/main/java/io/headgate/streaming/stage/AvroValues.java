package io.headgate.streaming.stage;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Avro values as Spark's, by the types of {@link io.headgate.platform.apply.EventColumns}. The way
 * of each field is worked out once per schema, not per record.
 */
final class AvroValues {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_MILLI = 1_000;

  private AvroValues() {}

  static Function<GenericRecord, Row> rows(Schema recordSchema) {
    List<Function<Object, Object>> fields =
        recordSchema.getFields().stream().map(field -> value(field.schema())).toList();
    return event -> {
      Object[] values = new Object[fields.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = fields.get(i).apply(event.get(i));
      }
      return RowFactory.create(values);
    };
  }

  private static Function<Object, Object> value(Schema schema) {
    Function<Object, Object> present = present(schema);
    return value -> value == null ? null : present.apply(value);
  }

  private static Function<Object, Object> present(Schema schema) {
    LogicalType logical = schema.getLogicalType();
    return switch (schema.getType()) {
      case STRING, ENUM -> Object::toString;
      case INT ->
          logical instanceof LogicalTypes.Date
              ? value -> LocalDate.ofEpochDay((Integer) value)
              : Function.identity();
      case LONG -> instants(logical);
      case BYTES, FIXED ->
          logical instanceof LogicalTypes.Decimal decimal
              ? value -> new BigDecimal(new BigInteger(bytes(value)), decimal.getScale())
              : AvroValues::bytes;
      case RECORD -> {
        Function<GenericRecord, Row> rows = rows(schema);
        yield value -> rows.apply((GenericRecord) value);
      }
      case ARRAY -> {
        Function<Object, Object> element = value(schema.getElementType());
        // Copied: the decoder reuses the collection.
        yield value -> ((Collection<?>) value).stream().map(element).toArray();
      }
      case MAP -> {
        Function<Object, Object> element = value(schema.getValueType());
        yield value -> map((Map<?, ?>) value, element);
      }
      case UNION -> value(nonNull(schema));
      case BOOLEAN, FLOAT, DOUBLE, NULL -> Function.identity();
    };
  }

  private static Function<Object, Object> instants(LogicalType logical) {
    if (logical instanceof LogicalTypes.TimestampMicros) {
      return value -> instant((Long) value);
    }
    if (logical instanceof LogicalTypes.TimestampMillis) {
      return value -> instant(saturatedMicros((Long) value));
    }
    if (logical instanceof LogicalTypes.LocalTimestampMicros) {
      return value -> LocalDateTime.ofInstant(instant((Long) value), ZoneOffset.UTC);
    }
    if (logical instanceof LogicalTypes.LocalTimestampMillis) {
      return value ->
          LocalDateTime.ofInstant(instant(saturatedMicros((Long) value)), ZoneOffset.UTC);
    }
    return Function.identity();
  }

  /** A contract has no union but of null and one type. */
  private static Schema nonNull(Schema union) {
    return union.getTypes().stream()
        .filter(type -> type.getType() != Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * MICROS_PER_MILLI);
  }

  /** A time that no column can hold stays at the end of what it can, for the time rule to judge. */
  private static long saturatedMicros(long millis) {
    long micros = millis * MICROS_PER_MILLI;
    if (micros / MICROS_PER_MILLI == millis) {
      return micros;
    }
    return millis > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
  }

  private static byte[] bytes(Object value) {
    if (value instanceof GenericFixed fixed) {
      return fixed.bytes().clone();
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static Map<String, Object> map(Map<?, ?> entries, Function<Object, Object> element) {
    Map<String, Object> copy = new HashMap<>();
    entries.forEach((key, value) -> copy.put(key.toString(), element.apply(value)));
    return copy;
  }
}
