package io.headgate.bench.oracle;

import java.util.List;
import java.util.function.Function;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * A column of raw as the topic says it must be.
 *
 * @param name of the column
 * @param type DuckDB's type for the value; times are microseconds since the epoch
 * @param isTime whether the store has a timestamp there
 * @param value from a decoded event: a String, a Long, a Double, a Boolean or null
 */
public record EventColumn(
    String name, String type, boolean isTime, Function<GenericRecord, Object> value) {

  /** The fields of a flat schema, in its order. */
  public static List<EventColumn> of(Schema schema) {
    return schema.getFields().stream().map(EventColumn::of).toList();
  }

  /** The same column with other values, as masking makes them. */
  public EventColumn with(Function<Object, Object> change) {
    return new EventColumn(name, type, isTime, event -> change.apply(value.apply(event)));
  }

  private static EventColumn of(Schema.Field field) {
    Schema schema = notNull(field.schema());
    String name = field.name();
    LogicalType logical = schema.getLogicalType();
    return switch (schema.getType()) {
      case STRING, ENUM ->
          new EventColumn(name, "VARCHAR", false, event -> text(event.get(field.pos())));
      case INT, LONG ->
          new EventColumn(
              name,
              "BIGINT",
              logical != null,
              event ->
                  micros(
                      (Number) event.get(field.pos()),
                      logical instanceof LogicalTypes.TimestampMillis));
      case FLOAT, DOUBLE ->
          new EventColumn(name, "DOUBLE", false, event -> number(event.get(field.pos())));
      case BOOLEAN -> new EventColumn(name, "BOOLEAN", false, event -> event.get(field.pos()));
      default ->
          throw new IllegalArgumentException(
              "The oracle has no column for field %s of type %s".formatted(name, schema));
    };
  }

  private static Schema notNull(Schema schema) {
    return schema.getType() != Schema.Type.UNION
        ? schema
        : schema.getTypes().stream()
            .filter(branch -> branch.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow();
  }

  private static Object text(Object value) {
    return value == null ? null : value.toString();
  }

  private static Object number(Object value) {
    return value == null ? null : ((Number) value).doubleValue();
  }

  private static Object micros(Number value, boolean millis) {
    if (value == null) {
      return null;
    }
    return millis ? value.longValue() * 1000 : value.longValue();
  }
}
