package io.headgate.registry.openapi;

import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonValueFormat;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.Nullable;

/** Hears from Jackson how it writes one type, and writes that down as JSON schema. */
final class SchemaVisitor extends JsonFormatVisitorWrapper.Base {
  private final TypeSchemas types;
  private ObjectNode schema;

  SchemaVisitor(TypeSchemas types) {
    this.types = types;
    this.schema = types.any();
  }

  ObjectNode schema() {
    return schema;
  }

  @Override
  @Nullable
  public JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
    Class<?> raw = type.getRawClass();
    schema = types.reference(raw);
    if (types.isKnown(raw)) {
      return null;
    }
    ObjectNode object = types.ofType("object");
    types.put(raw, object);
    return new ObjectSchema(types, object);
  }

  @Override
  public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
    schema = types.ofType("array");
    return new JsonArrayFormatVisitor.Base() {
      @Override
      public void itemsFormat(JsonFormatVisitable handler, JavaType elementType) {
        schema.set("items", types.of(elementType));
      }

      @Override
      public void itemsFormat(JsonFormatTypes format) {
        schema.set("items", types.ofType(format.name().toLowerCase(Locale.ROOT)));
      }
    };
  }

  @Override
  public JsonMapFormatVisitor expectMapFormat(JavaType type) {
    schema = types.ofType("object");
    return new JsonMapFormatVisitor.Base() {
      @Override
      public void valueFormat(JsonFormatVisitable handler, JavaType valueType) {
        schema.set("additionalProperties", types.of(valueType));
      }
    };
  }

  @Override
  public JsonStringFormatVisitor expectStringFormat(JavaType type) {
    schema = types.ofType("string");
    return new JsonStringFormatVisitor.Base() {
      @Override
      public void format(JsonValueFormat format) {
        schema.put("format", format.toString());
      }

      @Override
      public void enumTypes(Set<String> enums) {
        ArrayNode values = schema.putArray("enum");
        new TreeSet<>(enums).forEach(values::add);
      }
    };
  }

  @Override
  public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
    schema = types.ofType("integer");
    return new JsonIntegerFormatVisitor.Base() {
      @Override
      public void numberType(NumberType number) {
        schema.put("format", number == NumberType.LONG ? "int64" : "int32");
      }
    };
  }

  @Override
  public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
    schema = types.ofType("number");
    return new JsonNumberFormatVisitor.Base();
  }

  @Override
  public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
    schema = types.ofType("boolean");
    return new JsonBooleanFormatVisitor.Base();
  }

  @Override
  public JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
    return new JsonAnyFormatVisitor.Base();
  }
}
