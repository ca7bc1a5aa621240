package io.headgate.gateway.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Plain JSON as Avro: null or the value itself for a union, text or number for times, Base64 for
 * bytes. A field that is missing takes its default; one that the schema does not know is a mistake.
 */
final class JsonToAvro {
  private JsonToAvro() {}

  /**
   * Converts an object.
   *
   * @throws RejectedEventException with the first place where object and schema differ
   */
  static GenericRecord record(ObjectNode fields, Schema schema) throws RejectedEventException {
    try {
      return record(fields, schema, "");
    } catch (StackOverflowError e) {
      throw mismatch("", "is nested too deep");
    }
  }

  private static GenericRecord record(JsonNode fields, Schema schema, String path)
      throws RejectedEventException {
    GenericRecord record = new GenericData.Record(schema);
    int known = 0;
    for (Schema.Field field : schema.getFields()) {
      JsonNode value = fields.get(field.name());
      String place = path.isEmpty() ? field.name() : path + "." + field.name();
      if (value != null) {
        known++;
        record.put(field.pos(), value(value, field.schema(), place));
      } else if (field.hasDefaultValue()) {
        record.put(field.pos(), GenericData.get().getDefaultValue(field));
      } else if (field.schema().isNullable()) {
        record.put(field.pos(), null);
      } else {
        throw mismatch(place, "is missing");
      }
    }
    if (known < fields.size()) {
      throw unknownField(fields, schema, path);
    }
    return record;
  }

  private static RejectedEventException unknownField(JsonNode fields, Schema schema, String path) {
    Iterator<String> names = fields.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (schema.getField(name) == null) {
        return mismatch(
            path.isEmpty() ? name : path + "." + name, "is no field of " + schema.getName());
      }
    }
    throw new IllegalStateException("Every field is known");
  }

  private static Object value(JsonNode value, Schema schema, String path)
      throws RejectedEventException {
    return switch (schema.getType()) {
      case RECORD -> {
        require(value.isObject(), path, "is no object");
        yield record(value, schema, path);
      }
      case ARRAY -> {
        require(value.isArray(), path, "is no list");
        yield array(value, schema, path);
      }
      case MAP -> {
        require(value.isObject(), path, "is no object");
        yield map(value, schema, path);
      }
      case UNION -> union(value, schema, path);
      default -> ScalarValues.of(value, schema, path);
    };
  }

  private static Object array(JsonNode values, Schema schema, String path)
      throws RejectedEventException {
    List<Object> array = new ArrayList<>(values.size());
    for (JsonNode value : values) {
      array.add(value(value, schema.getElementType(), path + "[" + array.size() + "]"));
    }
    return array;
  }

  private static Object map(JsonNode values, Schema schema, String path)
      throws RejectedEventException {
    Map<String, Object> map = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : values.properties()) {
      map.put(
          each.getKey(), value(each.getValue(), schema.getValueType(), path + "." + each.getKey()));
    }
    return map;
  }

  /** The first type that takes the value; of a single one besides null the reason is told. */
  private static Object union(JsonNode value, Schema union, String path)
      throws RejectedEventException {
    if (value.isNull()) {
      require(union.isNullable(), path, "is null, and must not be");
      return null;
    }
    List<Schema> types =
        union.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
    if (types.size() == 1) {
      return value(value, types.get(0), path);
    }
    for (Schema type : types) {
      try {
        return value(value, type, path);
      } catch (RejectedEventException e) {
        // Perhaps it is the next one.
      }
    }
    throw mismatch(path, "is of none of the types that it may have");
  }

  static void require(boolean condition, String path, String what) throws RejectedEventException {
    if (!condition) {
      throw mismatch(path, what);
    }
  }

  static RejectedEventException mismatch(String path, String what) {
    return new RejectedEventException(
        Reason.SCHEMA_MISMATCH,
        "Field '%s' of the payload %s. Send what the schema says.".formatted(path, what));
  }
}
