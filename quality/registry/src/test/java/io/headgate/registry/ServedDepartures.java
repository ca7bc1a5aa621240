package io.headgate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testing.TestingClickHouse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Map;

/** A serving table and its analyst view, made by the DDL of the platform, in real ClickHouse. */
final class ServedDepartures {
  private static final long BATCH = 1L << 62;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String table;
  private final String dataset;

  /**
   * @param table of both databases
   * @param dataset the rollup that makes its windows final
   */
  ServedDepartures(String table, String dataset) {
    this.table = table;
    this.dataset = dataset;
    run("01_databases", Map.of());
    run("02_published_windows", Map.of());
    run("06_published_windows_view", Map.of("definer", TestingClickHouse.LAKE_USER));
    run(
        "03_serving_table",
        Map.of(
            "name",
            table,
            "columns",
            "window_start DateTime64(6, 'UTC'), window_end DateTime64(6, 'UTC'), origin String,"
                + " flights Int64, average_delay_minutes Nullable(Float64),"
                + " most_delayed Nullable(String)",
            "order_by",
            "window_start, origin"));
    run(
        "04_analyst_view",
        Map.of(
            "name",
            table,
            "table",
            table,
            "dataset",
            dataset,
            "definer",
            TestingClickHouse.LAKE_USER,
            "columns",
            "served.window_start AS window_start, served.window_end AS window_end,"
                + " served.origin AS origin, served.flights AS flights,"
                + " served.average_delay_minutes AS average_delay_minutes,"
                + " served.most_delayed AS most_delayed",
            "comment",
            ""));
  }

  /** A row of the stream. */
  void streamed(Instant start, Instant end, String origin, long flights) {
    insert(start, end, origin, flights, 1);
  }

  /** A row of batch, which wins. */
  void published(Instant start, Instant end, String origin, long flights) {
    insert(start, end, origin, flights, BATCH | 1);
  }

  private void insert(Instant start, Instant end, String origin, long flights, long version) {
    execute(
        "INSERT INTO serving.%s SETTINGS async_insert = 0 VALUES (%s, %s, '%s', %d, %s, 'AA12', %d, 0)"
            .formatted(
                table,
                time(start),
                time(end),
                origin.replace("\\", "\\\\").replace("'", "\\'"),
                flights,
                flights == 0 ? "NULL" : flights + ".5",
                version));
  }

  /** Says that a run has published a window. */
  void declare(Instant start, Instant end, String status, String runKey, long version) {
    execute(
        "INSERT INTO serving.published_windows SETTINGS async_insert = 0 VALUES ('%s', %s, %s, '%s', '%s', 1, now64(6), %d)"
            .formatted(dataset, time(start), time(end), status, runKey, BATCH | version));
  }

  private static String time(Instant instant) {
    return "toDateTime64(" + instant.getEpochSecond() + ", 6, 'UTC')";
  }

  private static void run(String file, Map<String, String> values) {
    String sql = text(file);
    for (Map.Entry<String, String> value : values.entrySet()) {
      sql = sql.replace("${" + value.getKey() + "}", value.getValue());
    }
    for (String statement : sql.split(";\n", -1)) {
      if (!statement.isBlank()) {
        execute(statement);
      }
    }
  }

  private static String text(String file) {
    String path = "/sql/clickhouse/" + file + ".sql";
    try (InputStream ddl = ServedDepartures.class.getResourceAsStream(path)) {
      return new String(ddl.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void execute(String sql) {
    TestingClickHouse clickHouse = TestingClickHouse.shared();
    try {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(clickHouse.httpUrl()))
                  .header("X-ClickHouse-User", TestingClickHouse.LAKE_USER)
                  .header("X-ClickHouse-Key", clickHouse.lakePassword())
                  .POST(BodyPublishers.ofString(sql))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as("%s: %s", sql, answer.body()).isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
