package io.headgate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.components.Ports;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RunReport;
import io.headgate.platform.registry.RunReport.Publication;
import io.headgate.registry.TestingRegistry.Answer;
import io.headgate.registry.metric.MetricStores;
import io.headgate.registry.metric.MetricStores.Login;
import io.headgate.testing.TestingClickHouse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Metrics out of real ClickHouse by what the registry says of partitions. Hours 8 to 10 are
 * published, hours 11 and 12 are live; there is no Trino here, so who needs it is told so.
 */
class MetricsApiTest {
  private static final Instant NOW = hour(12).plus(Duration.ofMinutes(30));
  private static final Flights FLIGHTS = new Flights();
  private static final String METRIC = "/v1/metrics/" + FLIGHTS.aggregate + ".flights";
  private static final String MORNING = "?window_start=" + hour(8) + "&window_end=" + hour(13);
  private static final String HOSTILE = "O'Hare \\'; DROP TABLE analyst.x; -- \"ü🛫";

  private static TestingRegistry registry;
  private static ServedDepartures served;

  @BeforeAll
  static void record() {
    registry = reading(clickHouse());
    registry.client().applyPipeline(contract());
    registry.client().postLedger(FLIGHTS.epoch(0, Map.of("event_date=2026-11-12", 100L)));
    served = new ServedDepartures(FLIGHTS.aggregate, FLIGHTS.hourly);
    new ServedDepartures(FLIGHTS.name + "_daily", FLIGHTS.daily);
    for (int hour = 8; hour <= 10; hour++) {
      served.streamed(hour(hour), hour(hour + 1), "XXX", 999);
      served.published(hour(hour), hour(hour + 1), "ATL", hour * 10L);
      served.published(hour(hour), hour(hour + 1), "ORD", hour);
      publish(hour, hour == 9 ? "corrected" : "final");
    }
    served.streamed(hour(11), hour(12), "ATL", 110);
    served.streamed(hour(12), hour(13), HOSTILE, 0);
    // ClickHouse shows nothing of the run of this one.
    served.published(hour(7), hour(8), "ATL", 70);
    registry.client().postRun(run(7));
  }

  private static TestingRegistry reading(Login clickHouse) {
    return reading(clickHouse, new Login("", "", ""), Duration.ofSeconds(5));
  }

  private static TestingRegistry reading(Login clickHouse, Login trino, Duration timeLimit) {
    return TestingRegistry.reading(
        new MetricStores(clickHouse, trino, Duration.ofHours(6), timeLimit),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static Login clickHouse() {
    TestingClickHouse clickHouse = TestingClickHouse.shared();
    return new Login(
        clickHouse.httpUrl(), TestingClickHouse.ANALYST_USER, clickHouse.analystPassword());
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void whatIsPublishedIsShownAndNothingThatTheStreamHasAdded() {
    JsonNode answer = registry.get(METRIC + MORNING).body();

    assertThat(points(answer))
        .containsExactly(
            "08 ATL 80 final clickhouse",
            "08 ORD 8 final clickhouse",
            "09 ATL 90 corrected clickhouse",
            "09 ORD 9 corrected clickhouse",
            "10 ATL 100 final clickhouse",
            "10 ORD 10 final clickhouse");
    assertThat(answer.path("dataset").asText()).isEqualTo(FLIGHTS.hourly);
    assertThat(answer.path("grain").asText()).isEqualTo("hourly");
    assertThat(answer.path("delayed").isBoolean()).isTrue();
    assertThat(answer.path("next_cursor").isNull()).isTrue();
    assertThat(answer.at("/windows/0/window_end").asText()).isEqualTo(hour(9).toString());
  }

  @Test
  void liveWindowsAreShownToWhoAsksForThem() {
    JsonNode answer = registry.get(METRIC + MORNING + "&provisional=true").body();

    assertThat(points(answer))
        .hasSize(8)
        .endsWith(
            "11 ATL 110 provisional clickhouse", "12 " + HOSTILE + " 0 provisional clickhouse");
    assertThat(points(registry.get(METRIC + "?window_start=" + hour(11)).body())).isEmpty();
  }

  @Test
  void aValueOfADimensionIsAValueWhateverItSays() {
    assertThat(points(ask("&dimensions=origin:ORD")))
        .containsExactly(
            "08 ORD 8 final clickhouse",
            "09 ORD 9 corrected clickhouse",
            "10 ORD 10 final clickhouse");
    assertThat(points(ask("&provisional=true&dimensions=" + encoded("origin:" + HOSTILE))))
        .containsExactly("12 " + HOSTILE + " 0 provisional clickhouse");

    List<String> injections =
        List.of(
            "ATL' OR '1'='1",
            "ATL') OR 1=1 --",
            "ATL\\' OR 1=1 --",
            "ATL\\",
            "{from0:Int64}",
            "'; DROP TABLE serving.x; --",
            "\t\r\n\u0001\u007f",
            "\u2019\ud83d\udeeb",
            "?",
            "%' UNION ALL SELECT * FROM system.users --");
    for (String injection : injections) {
      Answer answer =
          registry.get(
              METRIC + MORNING + "&provisional=true&dimensions=" + encoded("origin:" + injection));
      assertThat(answer.status()).as(injection).isEqualTo(200);
      assertThat(points(answer.body())).as(injection).isEmpty();
      for (String parameter :
          List.of("window_start", "window_end", "grain", "cursor", "limit", "provisional")) {
        assertThat(registry.get(METRIC + "?" + parameter + "=" + encoded(injection)).status())
            .as("%s=%s", parameter, injection)
            .isEqualTo(400);
      }
      assertThat(registry.get(METRIC + "?dimensions=" + encoded(injection + ":ATL")).status())
          .isEqualTo(400);
      assertThat(registry.get("/v1/metrics/" + encoded(injection).replace("+", "%20")).status())
          .as(injection)
          .isEqualTo(400);
    }
    assertThat(points(ask(""))).hasSize(6);
  }

  @Test
  void aMeasureThatIsNullIsNull() {
    String metric = "/v1/metrics/" + FLIGHTS.aggregate + ".average_delay_minutes";
    JsonNode windows = registry.get(metric + MORNING + "&provisional=true").body().path("windows");

    assertThat(windows.get(7).path("value").isNull()).isTrue();
    assertThat(windows.get(0).path("value").doubleValue()).isEqualTo(80.5);
  }

  @Test
  void aHoldWithholdsAPartitionAtOnce() {
    String holds = "/v1/gates/" + FLIGHTS.hourly + "/holds";
    JsonNode hold =
        registry
            .post(
                holds,
                "{\"partition\": \"2026-11-12T09\", \"reason\": \"a test\", \"who\": \"ana\"}")
            .body();

    JsonNode answer = ask("&provisional=true&dimensions=origin:ATL");

    assertThat(points(answer))
        .containsExactly(
            "08 ATL 80 final clickhouse",
            "10 ATL 100 final clickhouse",
            "11 ATL 110 provisional clickhouse");
    assertThat(answer.path("withheld").toString())
        .isEqualTo("[{\"partition\":\"2026-11-12T09\",\"reasons\":[\"HELD\"]}]");
    registry.send(
        "DELETE",
        holds + "/" + hold.path("hold_id").asText() + "?who=ana",
        "",
        "Bearer " + TestingRegistry.KEY);
    assertThat(points(ask("&dimensions=origin:ATL"))).hasSize(3);
  }

  @Test
  void whatClickHouseDoesNotShowAsTheRegistryHasItIsAskedOfTrino() {
    String seven = "?window_start=" + hour(7) + "&window_end=" + hour(8);

    Answer answer = registry.get(METRIC + seven);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo(
            "Cannot read the metric: Trino is not configured. Set HEADGATE_REGISTRY_TRINO_URL and start the registry again.");
    assertThat(
            points(
                registry
                    .get(METRIC + "?window_start=" + hour(2) + "&window_end=" + hour(7))
                    .body()))
        .as("nothing is published there, so Trino is not needed")
        .isEmpty();
  }

  @Test
  void aClickHouseThatIsDownIsToldAndHarmsNoOtherCall() throws Exception {
    Login nobody = new Login("http://127.0.0.1:" + Ports.free(), "analyst", "x");
    try (TestingRegistry without = reading(nobody)) {
      Answer answer = without.get(METRIC + MORNING);

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body().path("detail").asText())
          .isEqualTo(
              "Cannot read the metric: ClickHouse does not answer. Try again; start it if it is stopped.");
      assertThat(without.get("/v1/gates").status()).isEqualTo(200);
      assertThat(without.get("/health/ready").status()).isEqualTo(200);
    }
  }

  @Test
  void aTrinoThatHangsIsNotWaitedForAndHarmsNoOtherCall() throws Exception {
    // It takes connections, and says nothing.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TestingRegistry waiting =
            reading(
                clickHouse(),
                new Login("jdbc:trino://127.0.0.1:" + silent.getLocalPort(), "analyst", ""),
                Duration.ofSeconds(1))) {
      Answer answer = waiting.get(METRIC + "?window_start=" + hour(7) + "&window_end=" + hour(8));

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("5");
      assertThat(answer.body().path("detail").asText())
          .isEqualTo(
              "Cannot read the metric: Trino did not answer within 1 s. Ask for fewer windows, or try again.");
      assertThat(points(waiting.get(METRIC + MORNING).body())).hasSize(6);
      assertThat(waiting.get("/v1/gates").status()).isEqualTo(200);
    }
  }

  @Test
  void pagesTogetherAreTheWhole() {
    List<String> whole = points(ask("&provisional=true"));
    for (int limit : List.of(1, 3)) {
      List<String> paged = new ArrayList<>();
      String cursor = "";
      do {
        JsonNode page = ask("&provisional=true&limit=" + limit + "&cursor=" + cursor);
        assertThat(page.path("windows")).hasSizeLessThanOrEqualTo(limit);
        paged.addAll(points(page));
        cursor = page.path("next_cursor").asText("null");
      } while (!cursor.equals("null"));
      assertThat(paged).isEqualTo(whole);
    }
    String cursor = ask("&limit=1").path("next_cursor").asText();
    assertThat(registry.get(METRIC + "?window_start=" + hour(9) + "&cursor=" + cursor).status())
        .as("a cursor of another question")
        .isEqualTo(400);
  }

  @Test
  void anAnswerThatTheClientHasIsNotSentAgain() {
    Answer first = registry.get(METRIC + MORNING);
    String tag = first.header("ETag");

    Answer again = registry.send(registry.to(METRIC + MORNING).header("If-None-Match", tag));
    Answer other =
        registry.send(registry.to(METRIC + MORNING + "&limit=2").header("If-None-Match", tag));

    assertThat(tag).matches("\"[0-9a-f]{64}\"");
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.header("ETag")).isEqualTo(tag);
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.header("ETag")).isNotEqualTo(tag);
  }

  @Test
  void anotherGrainIsReadFromTheRollupThatHasIt() {
    JsonNode days = ask("&grain=daily&provisional=true");

    assertThat(days.path("dataset").asText()).isEqualTo(FLIGHTS.daily);
    assertThat(days.path("grain").asText()).isEqualTo("daily");
    assertThat(detail(METRIC + "?grain=minute"))
        .isEqualTo(
            "'%s.flights' is not there by grain minutely. It is there by: hourly, daily."
                .formatted(FLIGHTS.aggregate));
  }

  @Test
  void whatCannotBeAnsweredIsRefusedWithWhatCan() {
    assertThat(detail("/v1/metrics/" + FLIGHTS.aggregate)).contains("it is not <table>.<measure>");
    assertThat(registry.get("/v1/metrics/no_such_table.flights").status()).isEqualTo(404);
    assertThat(detail("/v1/metrics/" + FLIGHTS.aggregate + ".passengers"))
        .isEqualTo(
            "'%s' has no measure 'passengers'. It has average_delay_minutes, flights, most_delayed."
                .formatted(FLIGHTS.aggregate));
    assertThat(detail("/v1/metrics/" + FLIGHTS.aggregate + ".origin"))
        .contains("has no measure 'origin'");
    assertThat(detail("/v1/metrics/" + FLIGHTS.aggregate + ".most_delayed"))
        .contains("is Nullable(String), and no number");
    assertThat(detail(METRIC + "?dimensions=country:US"))
        .isEqualTo(
            "'country' is no dimension of '%s'. Its dimensions are: origin."
                .formatted(FLIGHTS.aggregate));
    assertThat(detail(METRIC + "?dimensions=origin:ATL,origin:ORD")).contains("each column once");
    assertThat(detail(METRIC + "?window_start=" + hour(9) + "&window_end=" + hour(9)))
        .contains("is not before window_end");
    assertThat(detail(METRIC + "?window_start=1999-01-01T00:00:00Z"))
        .contains("Ask for at most 10,000 at once");
    assertThat(detail(METRIC + "?window_start=yesterday")).contains("Send an instant");
    assertThat(detail(METRIC + "?window_end=%2B999999999-01-01T00:00:00Z"))
        .contains("Send an instant from 1970 to 2199");
    assertThat(detail(METRIC + "?limit=1001")).contains("from 1 to 1000");
  }

  private static String detail(String path) {
    Answer answer = registry.get(path);
    assertThat(answer.status()).as(path).isEqualTo(400);
    return answer.body().path("detail").asText();
  }

  private static JsonNode ask(String more) {
    Answer answer = registry.get(METRIC + MORNING + more);
    assertThat(answer.status()).as("%s: %s", more, answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static List<String> points(JsonNode answer) {
    List<String> points = new ArrayList<>();
    for (JsonNode point : answer.path("windows")) {
      points.add(
          "%s %s %s %s %s"
              .formatted(
                  point.path("window_start").asText().substring(11, 13),
                  point.at("/dimensions/origin").asText(),
                  point.path("value"),
                  point.path("status").asText(),
                  point.path("source").asText()));
    }
    return points;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8);
  }

  private static Instant hour(int hour) {
    return Instant.parse("2026-11-12T00:00:00Z").plus(Duration.ofHours(hour));
  }

  private static void publish(int hour, String status) {
    registry.client().postRun(run(hour));
    served.declare(hour(hour), hour(hour + 1), status, run(hour).runKey(), 1);
  }

  private static RunReport run(int hour) {
    String partition = Grain.HOURLY.partitionKey(hour(hour));
    return new RunReport(
        FLIGHTS.name + partition,
        FLIGHTS.hourly,
        FLIGHTS.name,
        1,
        hour(hour),
        hour(hour + 1),
        PartitionState.PUBLISHED,
        Map.of(partition, 2L),
        List.of(new CheckResult("unique_key", Outcome.PASSED, 1.0, "no duplicates")),
        Map.of(FLIGHTS.raw, 1000L),
        new Publication(9000 + hour, hour, "file:///pointers/" + FLIGHTS.name + "/" + hour),
        hour(hour + 1),
        hour(hour + 1).plusSeconds(20));
  }

  /** The hourly rollup makes the aggregate's windows final. */
  private static PipelineContract contract() {
    PipelineContract usual = FLIGHTS.contract();
    return new PipelineContract(
        usual.name(),
        usual.ownerTeam(),
        usual.sources(),
        usual.eventId(),
        usual.eventTime(),
        usual.delivery(),
        null,
        usual.rules(),
        usual.references(),
        usual.enrichments(),
        usual.aggregates(),
        List.of(
            rollup(FLIGHTS.name + "_hourly", Grain.HOURLY, FLIGHTS.aggregate),
            rollup(FLIGHTS.name + "_daily", Grain.DAILY, null)),
        usual.retention(),
        usual.sla(),
        usual.minimumScore());
  }

  private static Rollup rollup(String name, Grain grain, String finalizes) {
    return new Rollup(name, "SELECT 1", grain, List.of("origin"), finalizes, List.of());
  }
}
