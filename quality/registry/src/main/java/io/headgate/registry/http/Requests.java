package io.headgate.registry.http;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.http.JsonBody;
import io.headgate.http.Problem;
import io.headgate.platform.registry.Json;
import io.javalin.http.Context;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import javax.annotation.Nullable;

/** Reads requests, and says of a bad one which field is wrong. */
final class Requests {
  private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();

  private Requests() {}

  /**
   * Reads the body; every component of the record must be there that is not marked nullable and has
   * no value to be taken when it is absent.
   */
  static <T extends Record> T body(Context context, Class<T> type) {
    JsonNode json = json(context);
    requireAll(type, component -> json.hasNonNull(SNAKE_CASE.translate(component.getName())));
    T body = read(json, type);
    // An empty text is no instant, and comes out as null.
    requireAll(type, component -> valueOf(component, body) != null);
    return body;
  }

  /** Reads a body whose fields somebody else looks at. */
  static ObjectNode object(Context context) {
    return (ObjectNode) json(context);
  }

  private static void requireAll(Class<?> type, Predicate<RecordComponent> isThere) {
    List<String> missing =
        Arrays.stream(type.getRecordComponents())
            .filter(component -> !isOptional(component) && !isThere.test(component))
            .map(component -> SNAKE_CASE.translate(component.getName()))
            .toList();
    if (!missing.isEmpty()) {
      throw Problem.badRequest(
          "Cannot read the body: missing " + String.join(", ", missing) + ". Send every field.");
    }
  }

  private static boolean isOptional(RecordComponent component) {
    return component.getAccessor().isAnnotationPresent(Nullable.class)
        || component.getAccessor().isAnnotationPresent(JsonSetter.class);
  }

  @Nullable
  private static Object valueOf(RecordComponent component, Record body) {
    try {
      return component.getAccessor().invoke(body);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot look at " + component, e);
    }
  }

  private static <T extends Record> T read(JsonNode json, Class<T> type) {
    try {
      return Json.MAPPER.treeToValue(json, type);
    } catch (JsonMappingException e) {
      String path =
          e.getPath().stream()
              .map(step -> step.getFieldName() == null ? "" + step.getIndex() : step.getFieldName())
              .collect(joining("."));
      throw Problem.badRequest(
          "Cannot read the body: field '"
              + path
              + "' is missing, or has a value of the wrong type. Correct it.");
    } catch (JsonProcessingException e) {
      throw Problem.badRequest("Cannot read the body. Send JSON of the documented shape.");
    }
  }

  private static JsonNode json(Context context) {
    JsonNode json = JsonBody.object(context.bodyAsBytes());
    StorableText.require(json);
    return json;
  }

  /** A number of the query string; {@code absent} when it is not given. */
  static long number(Context context, String name, long absent, long least, long most) {
    String text = context.queryParam(name);
    if (text == null || text.isEmpty()) {
      return absent;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    throw Problem.badRequest(
        "Parameter '%s' is '%s'. Send a whole number from %d to %d."
            .formatted(name, text, least, most));
  }
}
