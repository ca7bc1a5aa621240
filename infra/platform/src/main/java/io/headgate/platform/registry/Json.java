package io.headgate.platform.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** JSON as jobs and registry speak it: snake_case fields, instants and durations in ISO 8601. */
public final class Json {
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          // Either side may be the newer one, so an answer may carry fields that we do not know.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // A count that is missing is a mistake, not a zero.
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private Json() {}

  /** Writes a record of ours, which cannot fail but by a fault in its declaration. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("No JSON form for " + value.getClass().getName(), e);
    }
  }

  /** The same text for two values that differ only in the order of their fields or in spacing. */
  public static String canonical(JsonNode value) {
    try {
      return write(MAPPER.treeToValue(value, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("No canonical JSON form", e);
    }
  }
}
