package io.headgate.registry.openapi;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import com.fasterxml.jackson.databind.node.ObjectNode;
import javax.annotation.Nullable;

/**
 * Writes the fields of an object into its schema. Those that are marked nullable may be null or
 * left out, as {@code Requests} reads them; those with a value for when they are absent may be left
 * out.
 */
final class ObjectSchema extends JsonObjectFormatVisitor.Base {
  private final TypeSchemas types;
  private final ObjectNode schema;
  private final ObjectNode fields;

  ObjectSchema(TypeSchemas types, ObjectNode schema) {
    this.types = types;
    this.schema = schema;
    this.fields = schema.putObject("properties");
  }

  @Override
  public void property(BeanProperty field) {
    optionalProperty(field);
  }

  @Override
  public void optionalProperty(BeanProperty field) {
    ObjectNode type = types.of(field.getType());
    boolean nullable = field.getAnnotation(Nullable.class) != null;
    fields.set(field.getName(), nullable ? TypeSchemas.orNull(type) : type);
    if (!nullable && field.getAnnotation(JsonSetter.class) == null) {
      schema.withArray("required").add(field.getName());
    }
  }
}
