package io.headgate.batch;

import static io.headgate.batch.TestingLake.start;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Json;
import io.headgate.registry.RegistryConfig;
import io.headgate.registry.RegistryService;
import io.headgate.registry.metric.MetricStores;
import io.headgate.registry.metric.MetricStores.Login;
import io.headgate.testing.TestingClickHouse;
import io.headgate.testing.TestingPostgres;
import io.headgate.testing.TestingTrino;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Hours 5 to 7 of a day are published by real runs; the border between the stores is at seven. The
 * chapters build on one another.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StitchedMetricsTest {
  private static final LocalDate DAY = LocalDate.parse("2026-03-25");
  private static final Instant FIVE = start(DAY).plus(Duration.ofHours(5));
  private static final Instant SEVEN = FIVE.plus(Duration.ofHours(2));
  private static final Instant EIGHT = FIVE.plus(Duration.ofHours(3));
  private static final String RANGE = "?window_start=" + FIVE + "&window_end=" + EIGHT;

  private final TestingLake lake = TestingLake.shared();
  private final HttpClient http = HttpClient.newHttpClient();
  private List<Flight> flights =
      Flight.day(DAY, 600).stream().filter(flight -> isWithin(flight, FIVE, EIGHT)).toList();

  private TestingTrino trino;
  private RegistryService registry;

  @BeforeAll
  void publish() {
    TestingPostgres postgres = TestingPostgres.shared();
    TestingClickHouse clickHouse = TestingClickHouse.shared();
    trino = new TestingTrino(postgres, Path.of(URI.create(lake.settings.get("catalog.warehouse"))));
    registry =
        RegistryService.start(
            new RegistryConfig(
                    "127.0.0.1",
                    0,
                    postgres.jdbcUrl(),
                    TestingPostgres.REGISTRY_USER,
                    postgres.registryPassword(),
                    lake.apiKey())
                .reading(
                    new MetricStores(
                        new Login(
                            clickHouse.httpUrl(),
                            TestingClickHouse.ANALYST_USER,
                            clickHouse.analystPassword()),
                        new Login(trino.jdbcUrl(), "analyst", ""),
                        Duration.between(SEVEN, Instant.now()),
                        Duration.ofSeconds(30))),
            Clock.systemUTC());
    lake.ingest(flights);
    lake.seenUntil(start(DAY.plusDays(1)));
    lake.execute(
        """
        INSERT INTO serving.departures_by_origin_hourly
          (window_start, window_end, origin, flights, _version, _deleted)
        VALUES ('%1$s 05:00:00', '%1$s 06:00:00', 'XXX', 999, 7, 0),
          ('%1$s 07:00:00', '%1$s 08:00:00', 'XXX', 999, 7, 0),
          ('%1$s 08:00:00', '%1$s 09:00:00', 'ATL', 5, 7, 0)"""
            .formatted(DAY));
    assertThat(rollup()).containsExactly(End.PUBLISHED);
  }

  @AfterAll
  void stop() {
    registry.close();
    trino.close();
  }

  private List<End> rollup() {
    return lake.rollup(Grain.HOURLY, FIVE, EIGHT).stream().map(RunOutcome::end).toList();
  }

  @Test
  @Order(1)
  void acrossTheBorderTheMetricIsTheTruth() throws Exception {
    JsonNode answer = ask("flights", RANGE);

    assertThat(values(answer)).isEqualTo(truth());
    assertThat(stories(answer))
        .containsExactly("05 final trino", "06 final trino", "07 final clickhouse");
    assertThat(answer.path("withheld")).isEmpty();
    assertThat(values(ask("average_delay_minutes", RANGE))).isEqualTo(averages());
    assertThat(
            stories(
                ask(
                    "flights",
                    "?window_start="
                        + FIVE
                        + "&window_end="
                        + EIGHT.plusSeconds(3600)
                        + "&provisional=true")))
        .containsExactly(
            "05 final trino", "06 final trino", "07 final clickhouse", "08 provisional clickhouse");
  }

  @Test
  @Order(2)
  void pagesGoAcrossTheBorderWithoutGapOrOverlap() throws Exception {
    for (int limit : List.of(2, 4)) {
      List<String> paged = new ArrayList<>();
      String cursor = "";
      do {
        JsonNode page = ask("flights", RANGE + "&limit=" + limit + "&cursor=" + cursor);
        paged.addAll(values(page));
        cursor = page.path("next_cursor").asText("null");
      } while (!cursor.equals("null"));
      assertThat(paged).isEqualTo(truth());
    }
  }

  @Test
  @Order(3)
  void aDimensionIsAValueForBothStores() throws Exception {
    assertThat(values(ask("flights", RANGE + "&dimensions=origin:ATL")))
        .isEqualTo(truth().stream().filter(row -> row.contains("|ATL|")).toList());
    for (String injection :
        List.of("ATL' OR '1'='1", "ATL'') OR 1=1 --", "ATL\\", "'; SELECT 1; --", "ü🛫", "?")) {
      assertThat(
              values(
                  ask(
                      "flights",
                      RANGE + "&dimensions=" + URLEncoder.encode("origin:" + injection, UTF_8))))
          .as(injection)
          .isEmpty();
    }
  }

  @Test
  @Order(4)
  void aCorrectionIsToldInBothStores() throws Exception {
    lake.spark.sql(
        "DELETE FROM lake.raw.flights WHERE event_date = DATE'%1$s' AND origin = 'ATL' AND scheduled_at >= TIMESTAMP'%1$s 06:00:00'"
            .formatted(DAY));
    flights =
        flights.stream()
            .filter(
                flight ->
                    !flight.origin().equals("ATL")
                        || isWithin(flight, FIVE, FIVE.plusSeconds(3600)))
            .toList();

    assertThat(rollup()).containsExactly(End.PUBLISHED);

    JsonNode answer = ask("flights", RANGE);
    assertThat(values(answer)).isEqualTo(truth());
    assertThat(stories(answer))
        .containsExactly("05 final trino", "06 corrected trino", "07 corrected clickhouse");
  }

  @Test
  @Order(5)
  void whereClickHouseIsAheadOfTheRegistryTheLakeIsRead() throws Exception {
    lake.execute(
        """
        INSERT INTO serving.published_windows
        SELECT dataset, window_start, window_end, status, 'a run that has not ended', snapshot_id,
          published_at, _version + 1
        FROM serving.published_windows FINAL
        WHERE dataset = 'rollup.flights_by_origin_hourly' AND window_start = '%s 07:00:00'"""
            .formatted(DAY));

    JsonNode answer = ask("flights", RANGE);

    assertThat(values(answer)).isEqualTo(truth());
    assertThat(stories(answer))
        .containsExactly("05 final trino", "06 corrected trino", "07 corrected trino");
  }

  @Test
  @Order(6)
  void withoutTrinoHistoryIsNotAnsweredAndTheRestIs() throws Exception {
    trino.close();

    HttpResponse<String> history = get("flights", RANGE);
    assertThat(history.statusCode()).isEqualTo(503);
    assertThat(Json.MAPPER.readTree(history.body()).path("detail").asText())
        .startsWith("Cannot read the metric: Trino ");
    assertThat(
            stories(
                ask(
                    "flights",
                    "?provisional=true&window_start=%s&window_end=%s"
                        .formatted(EIGHT, EIGHT.plusSeconds(3600)))))
        .containsExactly("08 provisional clickhouse");
  }

  private JsonNode ask(String measure, String question) throws Exception {
    HttpResponse<String> answer = get(measure, question);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.MAPPER.readTree(answer.body());
  }

  private HttpResponse<String> get(String measure, String question)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(
                URI.create(
                    registry.url()
                        + "/v1/metrics/departures_by_origin_hourly."
                        + measure
                        + question))
            .build(),
        BodyHandlers.ofString());
  }

  /** Hour, status and source of the windows. */
  private static List<String> stories(JsonNode answer) {
    return rows(
            answer,
            point ->
                "%s %s %s"
                    .formatted(
                        point.path("window_start").asText().substring(11, 13),
                        point.path("status").asText(),
                        point.path("source").asText()))
        .distinct()
        .toList();
  }

  private static List<String> values(JsonNode answer) {
    return rows(
            answer,
            point ->
                "%s|%s|%s"
                    .formatted(
                        point.path("window_start").asText(),
                        point.at("/dimensions/origin").asText(),
                        point.path("value").isIntegralNumber()
                            ? point.path("value").asText()
                            : String.format(
                                Locale.ROOT, "%.6f", point.path("value").doubleValue())))
        .toList();
  }

  private static Stream<String> rows(JsonNode answer, Function<JsonNode, String> text) {
    List<String> rows = new ArrayList<>();
    answer.path("windows").forEach(point -> rows.add(text.apply(point)));
    return rows.stream();
  }

  /** Window, origin, flights. */
  private List<String> truth() {
    return columns(2);
  }

  private List<String> averages() {
    return columns(3);
  }

  private List<String> columns(int value) {
    return Truth.byHour(flights, Truth.byOrigin()).stream()
        .map(row -> row.split("\\|", -1))
        .map(row -> row[0] + "|" + row[1] + "|" + row[value])
        .toList();
  }

  private static boolean isWithin(Flight flight, Instant from, Instant until) {
    return !flight.scheduledAt().isBefore(from) && flight.scheduledAt().isBefore(until);
  }
}
