package io.headgate.local.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the metrics API answers about one table, page by page. */
final class MetricPages {
  private final Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
  private final Set<String> sources = new TreeSet<>();

  /** Reads each measure of the windows that begin in a range. */
  static MetricPages read(
      String registryUrl, String table, List<String> measures, Instant from, Instant until)
      throws Exception {
    MetricPages pages = new MetricPages();
    for (String measure : measures) {
      String cursor = "";
      do {
        String question =
            "%s/v1/metrics/%s.%s?window_start=%s&window_end=%s&limit=500&cursor=%s"
                .formatted(registryUrl, table, measure, from, until, cursor);
        HttpResponse<String> answer =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create(question)).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
          throw new IllegalStateException(question + " answered " + answer.body());
        }
        JsonNode page = Json.MAPPER.readTree(answer.body());
        page.path("windows").forEach(point -> pages.add(measure, point));
        cursor = page.path("next_cursor").asText("null");
      } while (!cursor.equals("null"));
    }
    return pages;
  }

  /** A point that comes twice would take the place of the other, so it is refused. */
  private void add(String measure, JsonNode point) {
    String start = point.path("window_start").asText();
    String origin = point.at("/dimensions/origin").asText();
    Map<String, Object> row = rows.computeIfAbsent(start + origin, key -> new TreeMap<>());
    row.put("window_start", Instant.parse(start).getEpochSecond());
    row.put("origin", origin);
    JsonNode value = point.path("value");
    Object number =
        value.isFloatingPointNumber() ? (Object) value.doubleValue() : value.longValue();
    if (row.put(measure, number) != null) {
      throw new IllegalStateException("Two points of " + measure + " at " + row);
    }
    sources.add(point.path("source").asText() + " " + point.path("status").asText());
  }

  Rows rows() {
    return new Rows(new ArrayList<>(rows.values()));
  }

  /** Store and status of the points. */
  Set<String> sources() {
    return sources;
  }
}
