package io.headgate.registry.openapi;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON schemas of Java types, as the mapper that writes the answers tells them; so a field that is
 * renamed or added is so here too. Objects are components that others refer to.
 */
final class TypeSchemas {
  static final String COMPONENTS = "#/components/schemas/";

  private final ObjectMapper mapper;
  private final Map<String, ObjectNode> components = new TreeMap<>();
  private final Map<String, Class<?>> named = new HashMap<>();

  TypeSchemas(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  ObjectNode of(Class<?> type) {
    return of(mapper.constructType(type));
  }

  ObjectNode of(JavaType type) {
    SchemaVisitor visitor = new SchemaVisitor(this);
    try {
      mapper.acceptJsonFormatVisitor(type, visitor);
    } catch (JsonMappingException e) {
      throw new IllegalStateException("No JSON schema for " + type, e);
    }
    return visitor.schema();
  }

  /** The schema of an object itself, where {@link #of} refers to it. */
  ObjectNode component(Class<?> type) {
    of(type);
    return components.get(name(type));
  }

  /** All objects so far, by name. */
  Map<String, ObjectNode> components() {
    return components;
  }

  ObjectNode any() {
    return mapper.createObjectNode();
  }

  ObjectNode ofType(String type) {
    return mapper.createObjectNode().put("type", type);
  }

  ObjectNode reference(Class<?> type) {
    return mapper.createObjectNode().put("$ref", COMPONENTS + name(type));
  }

  boolean isKnown(Class<?> type) {
    Class<?> before = named.putIfAbsent(name(type), type);
    if (before != null && !before.equals(type)) {
      throw new IllegalStateException(
          before.getName() + " and " + type.getName() + " have one name; rename one of them");
    }
    return before != null;
  }

  void put(Class<?> type, ObjectNode schema) {
    components.put(name(type), schema);
  }

  static ObjectNode orNull(ObjectNode schema) {
    ObjectNode either = schema.objectNode();
    either.putArray("anyOf").add(schema).addObject().put("type", "null");
    return either;
  }

  /** A nested type is named together with the one around it. */
  private static String name(Class<?> type) {
    String full = type.getName();
    return full.substring(full.lastIndexOf('.') + 1).replace("$", "");
  }
}
