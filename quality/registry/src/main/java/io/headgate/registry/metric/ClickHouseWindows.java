package io.headgate.registry.metric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.headgate.http.Problem;
import io.headgate.platform.registry.Json;
import io.headgate.registry.metric.MetricPoint.Status;
import io.headgate.registry.metric.MetricStores.Login;
import io.headgate.registry.metric.Stitch.ShownWindow;
import io.headgate.registry.metric.WindowRows.WindowRow;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Windows in ClickHouse, as the analyst sees them, over its HTTP interface: there the server itself
 * binds parameters of declared types, which the JDBC driver does not; it writes them into the text.
 */
final class ClickHouseWindows implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClickHouseWindows.class);
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Pattern CODE = Pattern.compile("Code: (\\d+)");

  /** Out of time. */
  private static final String TOO_SLOW = "159";

  private static final ObjectReader ROWS =
      Json.MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final Login login;
  private final Duration timeLimit;
  private final StoreCalls calls;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  ClickHouseWindows(Login login, Duration timeLimit) {
    this.login = login;
    this.timeLimit = timeLimit;
    this.calls = new StoreCalls("ClickHouse", timeLimit);
  }

  /** The columns of analyst views, with their types; a view that is not there has none. */
  Map<String, Map<String, String>> columns(List<String> views) {
    Map<String, String> parameters = new TreeMap<>();
    String names =
        IntStream.range(0, views.size())
            .mapToObj(i -> bind(parameters, "view" + i, "String", views.get(i)))
            .collect(joining(", "));
    Map<String, Map<String, String>> columns = new HashMap<>();
    ask(
            """
            SELECT table, name, type FROM system.columns
            WHERE database = 'analyst' AND table IN (%s)"""
                .formatted(names),
            parameters)
        .get()
        .forEach(
            row ->
                columns
                    .computeIfAbsent(row.get(0).asText(), view -> new TreeMap<>())
                    .put(row.get(1).asText(), row.get(2).asText()));
    return columns;
  }

  /** That a view of the contract is not there. */
  Problem lacks(String view) {
    return calls.down("has no view analyst." + view, "Apply the pipeline (headgate apply).");
  }

  /** The windows that batch has published, of those that begin in a range. */
  Map<Instant, ShownWindow> published(String dataset, Instant from, Instant until) {
    Map<String, String> parameters = new TreeMap<>();
    String sql =
        """
        SELECT toUnixTimestamp64Micro(window_start), run_key, status FROM analyst.published_windows
        WHERE dataset = %s AND window_start >= %s AND window_start < %s"""
            .formatted(
                bind(parameters, "dataset", "String", dataset),
                bind(parameters, "from", from),
                bind(parameters, "until", until));
    Map<Instant, ShownWindow> windows = new HashMap<>();
    ask(sql, parameters)
        .get()
        .forEach(
            row ->
                windows.put(
                    instant(row.get(0)),
                    new ShownWindow(
                        row.get(1).asText(),
                        Status.valueOf(row.get(2).asText().toUpperCase(Locale.ROOT)))));
    return windows;
  }

  /** Begins to read rows, in the order of their window and key. */
  StoreCalls.Answer<List<WindowRow>> read(WindowRows wanted) {
    Map<String, String> parameters = new TreeMap<>();
    List<String> key = wanted.table().key().stream().map("toString(`%s`)"::formatted).toList();
    List<String> columns = new ArrayList<>();
    columns.add("toUnixTimestamp64Micro(toDateTime64(window_start, 6, 'UTC'))");
    columns.add("toUnixTimestamp64Micro(toDateTime64(window_end, 6, 'UTC'))");
    columns.add("`" + wanted.measure() + "`");
    columns.addAll(key);
    StringBuilder sql =
        new StringBuilder(
            "SELECT %s\nFROM analyst.%s\nWHERE ("
                .formatted(String.join(", ", columns), wanted.table().view()));
    for (int i = 0; i < wanted.spans().size(); i++) {
      Span span = wanted.spans().get(i);
      sql.append(i == 0 ? "" : " OR ")
          .append(
              "(window_start >= %s AND window_start < %s)"
                  .formatted(
                      bind(parameters, "from" + i, span.start()),
                      bind(parameters, "until" + i, span.end())));
    }
    sql.append(')');
    wanted
        .dimensions()
        .forEach(
            (column, value) ->
                sql.append(
                    "\n  AND toString(`%s`) = %s"
                        .formatted(
                            column,
                            bind(parameters, "value" + parameters.size(), "String", value))));
    MetricCursor after = wanted.after();
    if (after != null && !after.key().isEmpty()) {
      List<String> last = new ArrayList<>();
      for (int i = 0; i < key.size(); i++) {
        last.add(bind(parameters, "after" + i, "String", after.key().get(i)));
      }
      sql.append(
          "\n  AND (window_start > %s OR tuple(%s) > tuple(%s))"
              .formatted(
                  bind(parameters, "after", after.windowStart()),
                  String.join(", ", key),
                  String.join(", ", last)));
    }
    List<String> order = new ArrayList<>(List.of("window_start"));
    order.addAll(key);
    sql.append("\nORDER BY ").append(String.join(", ", order));
    sql.append("\nLIMIT ").append(wanted.most());
    StoreCalls.Answer<List<JsonNode>> rows = ask(sql.toString(), parameters);
    return rows.map(found -> found.stream().map(row -> row(row, wanted)).toList());
  }

  private static WindowRow row(JsonNode row, WindowRows wanted) {
    List<String> key = new ArrayList<>();
    for (int i = 3; i < row.size(); i++) {
      key.add(row.get(i).asText());
    }
    JsonNode value = row.get(2);
    return new WindowRow(
        instant(row.get(0)),
        instant(row.get(1)),
        key,
        value.isNumber() ? number(value, wanted.isFloat()) : null);
  }

  private static Number number(JsonNode value, boolean isFloat) {
    return isFloat ? (Number) value.doubleValue() : value.numberValue();
  }

  private static Instant instant(JsonNode micros) {
    return Instant.EPOCH.plus(micros.asLong(), ChronoUnit.MICROS);
  }

  private static String bind(Map<String, String> parameters, String name, Instant value) {
    String micros = Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, value));
    return "fromUnixTimestamp64Micro(%s, 'UTC')".formatted(bind(parameters, name, "Int64", micros));
  }

  /** Puts a value aside under a name that is ours, and answers what stands for it. */
  private static String bind(
      Map<String, String> parameters, String name, String type, String value) {
    // A value is read as a field of the format TabSeparated.
    parameters.put(
        "param_" + name,
        value
            .replace("\\", "\\\\")
            .replace("\t", "\\t")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\0", "\\0"));
    return "{%s:%s}".formatted(name, type);
  }

  private StoreCalls.Answer<List<JsonNode>> ask(String sql, Map<String, String> parameters) {
    if (!login.isConfigured()) {
      throw calls.down(
          "is not configured",
          "Set HEADGATE_REGISTRY_CLICKHOUSE_URL and start the registry again.");
    }
    return calls.start(stop -> read(sql, parameters));
  }

  private List<JsonNode> read(String sql, Map<String, String> parameters)
      throws IOException, InterruptedException {
    Map<String, String> query = new LinkedHashMap<>(parameters);
    query.put("max_execution_time", Long.toString(timeLimit.toSeconds()));
    query.put("output_format_json_quote_64bit_integers", "0");
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(URI.create(login.url() + "/?" + encoded(query)))
                .header("X-ClickHouse-User", login.user())
                .header("X-ClickHouse-Key", login.password())
                .timeout(timeLimit)
                .POST(BodyPublishers.ofString(sql + "\nFORMAT JSONCompactEachRow"))
                .build(),
            BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw refused(new String(response.body(), UTF_8));
    }
    List<JsonNode> rows = new ArrayList<>();
    for (String line : new String(response.body(), UTF_8).lines().toList()) {
      rows.add(ROWS.readTree(line));
    }
    return rows;
  }

  private RuntimeException refused(String message) {
    Matcher code = CODE.matcher(message);
    String number = code.find() ? code.group(1) : "unknown";
    if (number.equals(TOO_SLOW)) {
      return calls.down(
          "did not answer within %d s".formatted(timeLimit.toSeconds()),
          "Ask for fewer windows, or try again.");
    }
    LOG.warn(
        "ClickHouse refused a question of a metric: {}", message.lines().findFirst().orElse(""));
    return calls.down(
        "refused the question (code %s)".formatted(number),
        "Apply the pipeline (headgate apply), or correct HEADGATE_REGISTRY_CLICKHOUSE_USER and _PASSWORD.");
  }

  private static String encoded(Map<String, String> query) {
    return query.entrySet().stream()
        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
        .collect(joining("&"));
  }

  @Override
  public void close() {
    calls.close();
  }
}
