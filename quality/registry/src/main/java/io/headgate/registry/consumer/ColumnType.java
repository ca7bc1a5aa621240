package io.headgate.registry.consumer;

import java.util.List;
import java.util.Optional;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** What an Avro field's type means for the column that holds it. */
final class ColumnType {
  private ColumnType() {}

  static boolean isNullable(Schema type) {
    return type.getType() == Schema.Type.NULL
        || (type.isUnion() && type.getTypes().stream().anyMatch(ColumnType::isNullable));
  }

  /** Whether a table that holds values of one type can be made to hold those of another. */
  static boolean accepts(Schema before, Schema after) {
    Schema from = withoutNull(before);
    Schema to = withoutNull(after);
    if (from.getType() != to.getType()) {
      return isPlain(from) && isPlain(to) && widens(from.getType(), to.getType());
    }
    return switch (from.getType()) {
      case ARRAY -> accepts(from.getElementType(), to.getElementType());
      case MAP -> accepts(from.getValueType(), to.getValueType());
      case RECORD -> acceptsFields(from, to);
      case FIXED -> from.getFixedSize() == to.getFixedSize() && sameMeaning(from, to);
      case UNION -> from.equals(to);
      default -> sameMeaning(from, to);
    };
  }

  /** Whether two event types can share a column of their name. */
  static boolean canShare(Schema one, Schema other) {
    return accepts(one, other) || accepts(other, one);
  }

  /** As a person would name it, for example {@code int}, {@code timestamp-micros}. */
  static String name(Schema schema) {
    Schema type = withoutNull(schema);
    return Optional.ofNullable(type.getLogicalType())
        .map(LogicalType::getName)
        .orElseGet(
            () ->
                switch (type.getType()) {
                  case ARRAY -> "array of " + name(type.getElementType());
                  case MAP -> "map of " + name(type.getValueType());
                  default -> type.getType().getName();
                });
  }

  private static boolean acceptsFields(Schema from, Schema to) {
    return from.getFields().stream()
        .allMatch(
            field ->
                to.getField(field.name()) != null
                    && accepts(field.schema(), to.getField(field.name()).schema()));
  }

  /** Both Avro and Iceberg allow these, and no others alike. */
  private static boolean widens(Schema.Type from, Schema.Type to) {
    return (from == Schema.Type.INT && to == Schema.Type.LONG)
        || (from == Schema.Type.FLOAT && to == Schema.Type.DOUBLE);
  }

  /** Avro would read milliseconds as microseconds without a word. */
  private static boolean sameMeaning(Schema from, Schema to) {
    return meaning(from).equals(meaning(to));
  }

  private static String meaning(Schema type) {
    LogicalType logical = type.getLogicalType();
    if (logical instanceof LogicalTypes.Decimal decimal) {
      return "decimal(%d, %d)".formatted(decimal.getPrecision(), decimal.getScale());
    }
    // Text either way.
    return logical == null || logical.getName().equals("uuid") ? "" : logical.getName();
  }

  private static boolean isPlain(Schema type) {
    return type.getLogicalType() == null;
  }

  private static Schema withoutNull(Schema schema) {
    if (!schema.isUnion()) {
      return schema;
    }
    List<Schema> types =
        schema.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
    return types.size() == 1 ? types.get(0) : schema;
  }
}
