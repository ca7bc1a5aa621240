package io.headgate.registry.metric;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.http.Problem;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Where a page ended: points are in the order of their window and then of their key.
 *
 * @param windowStart of the last point
 * @param key its values, in the order of the table's key; empty when no point of that window or a
 *     later one was on the page
 */
public record MetricCursor(Instant windowStart, List<String> key) {
  public MetricCursor {
    key = List.copyOf(key);
  }

  /** Means something to {@link #of} alone. */
  String text() {
    List<String> parts = new ArrayList<>(List.of(windowStart.toString()));
    parts.addAll(key);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.write(parts).getBytes(UTF_8));
  }

  /** Reads what an answer has sent; anything else is a bad request. */
  public static MetricCursor of(String text) {
    try {
      JsonNode parts = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(text));
      List<String> key = new ArrayList<>();
      parts.forEach(part -> key.add(part.asText()));
      if (parts.isArray() && !key.isEmpty()) {
        return new MetricCursor(
            MetricTimes.parse("cursor", key.get(0)), key.subList(1, key.size()));
      }
    } catch (IOException | IllegalArgumentException e) {
      // Told below, like all that is no cursor.
    }
    throw Problem.badRequest("Parameter 'cursor' is no cursor. Send the next_cursor of an answer.");
  }
}
