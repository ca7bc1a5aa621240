package io.headgate.registry.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.registry.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The form of a body. */
@FunctionalInterface
interface Shape {
  /** Its JSON schema. */
  ObjectNode schema(TypeSchemas types);

  /** What JSON makes of a type. */
  static Shape of(Class<?> type) {
    return types -> types.of(type);
  }

  /** Anything. */
  static Shape any() {
    return TypeSchemas::any;
  }

  /** An array. */
  static Shape arrayOf(Class<?> type) {
    return types -> array(types.of(type));
  }

  /** An object with one array. */
  static Shape list(String name, Class<?> type) {
    return types -> object(Map.of(name, array(types.of(type))));
  }

  /** An array and the cursor of its next page, null on the last one. */
  static Shape page(String name, Class<?> type) {
    return types ->
        object(
            Map.of(
                name,
                array(types.of(type)),
                "next_cursor",
                TypeSchemas.orNull(types.of(String.class))));
  }

  /** An object whose fields are all there. */
  static Shape fields(Map<String, Class<?>> fields) {
    return types -> {
      Map<String, ObjectNode> schemas = new TreeMap<>();
      fields.forEach((name, type) -> schemas.put(name, types.of(type)));
      return object(schemas);
    };
  }

  /** The fields of a type, and one more. */
  static Shape and(Class<?> type, String name, Class<?> more) {
    return types -> {
      ObjectNode schema = types.component(type).deepCopy();
      ((ObjectNode) schema.get("properties")).set(name, types.of(more));
      schema.withArray("required").add(name);
      return schema;
    };
  }

  private static ObjectNode array(ObjectNode items) {
    ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "array");
    schema.set("items", items);
    return schema;
  }

  private static ObjectNode object(Map<String, ObjectNode> properties) {
    ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "object");
    ObjectNode fields = schema.putObject("properties");
    List<String> names = properties.keySet().stream().sorted().toList();
    names.forEach(name -> fields.set(name, properties.get(name)));
    names.forEach(schema.withArray("required")::add);
    return schema;
  }
}
