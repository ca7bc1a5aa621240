package io.headgate.local.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;

/** Avro values as the gateway takes them: unions without their type, bytes in Base64. */
final class PlainJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private PlainJson() {}

  static ObjectNode of(GenericRecord record) {
    ObjectNode object = NODES.objectNode();
    for (Schema.Field field : record.getSchema().getFields()) {
      object.set(field.name(), value(record.get(field.pos())));
    }
    return object;
  }

  private static JsonNode value(Object value) {
    if (value instanceof GenericRecord record) {
      return of(record);
    }
    if (value instanceof Collection<?> values) {
      ArrayNode array = NODES.arrayNode();
      values.forEach(each -> array.add(value(each)));
      return array;
    }
    if (value instanceof Map<?, ?> values) {
      ObjectNode object = NODES.objectNode();
      values.forEach((key, each) -> object.set(key.toString(), value(each)));
      return object;
    }
    return scalar(value);
  }

  private static JsonNode scalar(Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof Integer || value instanceof Long) {
      return NODES.numberNode(((Number) value).longValue());
    }
    if (value instanceof Number number) {
      return NODES.numberNode(number.doubleValue());
    }
    if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    }
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return NODES.binaryNode(copy);
    }
    return value instanceof GenericFixed fixed
        ? NODES.binaryNode(fixed.bytes())
        : NODES.textNode(value.toString());
  }
}
