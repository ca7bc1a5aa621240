package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.registry.Json;
import io.headgate.registry.TestingRegistry.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alert rules are made, changed and deleted, and nothing of that is forgotten. */
class AlertRuleApiTest {
  private static final Instant NOON = Instant.parse("2026-11-12T12:00:00Z");
  private static final String RULES = "/v1/alert-rules";

  private static TestingRegistry registry;
  private static TestingClock clock;
  private static String engineer;
  private static String engineerName;

  private final Flights flights = new Flights();

  @BeforeAll
  static void start() {
    clock = new TestingClock(NOON);
    registry = TestingRegistry.start(clock);
    engineerName = "ana-" + UUID.randomUUID();
    engineer = "Bearer " + registry.client().keys().create(engineerName, "engineer").key();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @BeforeEach
  void apply() {
    clock.set(NOON);
    registry.client().applyPipeline(flights.measured());
  }

  @Test
  void aRuleIsMadeAndReadAndListed() {
    Answer made = post(rule());

    assertThat(made.status()).isEqualTo(201);
    String id = made.body().path("rule_id").asText();
    ObjectNode expected = rule();
    expected.put("rule_id", id).put("version", 1).put("pipeline", flights.name);
    expected.put("created_at", NOON.toString()).put("updated_at", NOON.toString());
    assertThat(Json.canonical(made.body())).isEqualTo(Json.canonical(expected));
    assertThat(get("/" + id)).isEqualTo(made.body());
    assertThat(registry.client().alerts().enabled(flights.name))
        .extracting(AlertRule::id)
        .containsExactly(id);
    assertThat(ids("?metric=" + flights.aggregate + ".flights&limit=1")).isEqualTo("[" + id + "]");
    assertThat(ids("?enabled=false&pipeline=" + flights.name)).isEqualTo("[]");
  }

  @Test
  void everyChangeIsAVersionWithWhoAndWhen() {
    String id = post(rule()).body().path("rule_id").asText();
    clock.advance(Duration.ofMinutes(1));
    Answer patched = send("PATCH", id, "{\"threshold\": 250, \"enabled\": false}");
    clock.advance(Duration.ofMinutes(1));
    Answer put = send("PUT", id, rule().put("condition", "LESS_THAN").toString());
    Answer same = send("PUT", id, put.body().toString());

    assertThat(patched.body().path("threshold").asDouble()).isEqualTo(250);
    assertThat(patched.body().path("condition").asText()).isEqualTo("GREATER_THAN");
    assertThat(put.body().path("threshold").asDouble()).isEqualTo(100);
    assertThat(same.body()).isEqualTo(put.body());

    clock.advance(Duration.ofMinutes(1));
    assertThat(send("DELETE", id, "{}").status()).isEqualTo(200);
    assertThat(send("DELETE", id, "{}").status()).isEqualTo(200);
    assertThat(detail(registry.get(RULES + "/" + id)))
        .isEqualTo(
            "Alert rule %s was deleted by %s at 2026-11-12T12:03:00Z. Its history is at /v1/alert-rules/%s/versions."
                .formatted(id, engineerName, id));
    assertThat(registry.get(RULES + "/" + id).status()).isEqualTo(404);
    assertThat(get("/" + id + "/versions").path("versions"))
        .extracting(
            version -> version.at("/rule/version").asInt(),
            version -> version.path("change").asText(),
            version -> version.at("/rule/threshold").asDouble(),
            version -> version.path("changed_at").asText(),
            version -> version.path("changed_by").asText())
        .containsExactly(
            tuple(4, "DELETED", 100.0, "2026-11-12T12:03:00Z", engineerName),
            tuple(3, "CHANGED", 100.0, "2026-11-12T12:02:00Z", engineerName),
            tuple(2, "CHANGED", 250.0, "2026-11-12T12:01:00Z", engineerName),
            tuple(1, "CREATED", 100.0, "2026-11-12T12:00:00Z", engineerName));
    assertThat(ids("?pipeline=" + flights.name)).isEqualTo("[]");
    assertThat(detail(send("PATCH", id, "{\"enabled\": true}"))).contains("was deleted by");
  }

  @Test
  void theAddressOfAChannelIsNotForReaders() {
    String id = post(rule()).body().path("rule_id").asText();

    Answer asReader = registry.call("GET", RULES + "/" + id, null);
    assertThat(asReader.body().path("notification_channel").asText())
        .isEqualTo("https://hooks.example/...");
    assertThat(registry.get(RULES + "/" + id + "/versions").body().toString())
        .contains("https://hooks.example/...")
        .doesNotContain("a-secret");
    assertThat(registry.get(RULES + "?pipeline=" + flights.name).body().toString())
        .contains("https://hooks.example/...")
        .doesNotContain("a-secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          metric_name    | "flights"   | Field 'metric_name' is 'flights'. Send an aggregate, a dot and one of its measures, for example departures_by_origin_hourly.flights.
          metric_name    | null        | Field 'metric_name' is missing. Send <aggregate>.<measure>.
          metric_name    | "AGG.flihgts" | Field 'metric_name' is 'AGG.flihgts'. Aggregate 'AGG' has no measure 'flihgts'. Did you mean 'flights'?
          metric_name    | "AGG.origin" | Field 'metric_name' is 'AGG.origin'. Aggregate 'AGG' has no measure 'origin'. Known are average_delay, flights
          metric_name    | "AGGx.flights" | Field 'metric_name' is 'AGGx.flights'. No pipeline that was applied has an aggregate 'AGGx'. Did you mean 'AGG'?
          metric_name    | "NAME_daily.flights" | Field 'metric_name' is 'NAME_daily.flights'. NAME_daily is a rollup, and only aggregates are judged. Name the aggregate that it finalizes: AGG.flights.
          condition      | "ABOVE"     | Field 'condition' is 'ABOVE'. Send one of GREATER_THAN, LESS_THAN, RATE_OF_CHANGE, ABSENT, Z_SCORE.
          threshold      | "high"      | Field 'threshold' is 'high'. Send a finite number.
          threshold      | 1e999       | Field 'threshold' is '"Infinity"'. Send a finite number.
          threshold      | null        | Field 'threshold' is missing. Send a number.
          window_seconds | 7           | Field 'window_seconds' is '7'. Send a multiple of 5 from 5 to 86400 (a day).
          window_seconds | 86405      | Field 'window_seconds' is '86405'. Send a multiple of 5 from 5 to 86400 (a day).
          dimensions     | {"origin":7} | Field 'dimensions.origin' is '7'. Send an object of a text for each key column, for example {"origin": "ORD"}.
          dimensions     | {"orign":"ORD"} | Field 'dimensions' is 'orign'. Aggregate 'AGG' has no such key column. Did you mean 'origin'?
          enabled        | "yes"       | Field 'enabled' is 'yes'. Send true or false.
          notification_channel | "pagerduty://rail" | Field 'notification_channel' is 'pagerduty://rail'. No such channel of team 'rail' is configured. Add it to HEADGATE_REGISTRY_CHANNELS and start the registry again, or correct the team.
          notification_channel | "mailto:ana@example.org" | Field 'notification_channel' is 'mailto:ana@example.org'. Send pagerduty://<team>, slack://<team> or an http address.
          treshold       | 5           | Field 'treshold' is '5'. A rule has no such field. Did you mean 'threshold'?
          """)
  void whatIsWrongIsToldWithFieldValueAndRemedy(String field, String value, String detail)
      throws Exception {
    String sent = value.replace("AGG", flights.aggregate).replace("NAME", flights.name);
    ObjectNode wrong = rule();
    wrong.set(field, Json.MAPPER.readTree(sent));

    // Jackson writes this as a text, which is not what is meant.
    Answer refused = post(wrong.toString().replace("\"Infinity\"", "1e999"));

    assertThat(detail(refused))
        .isEqualTo(detail.replace("AGG", flights.aggregate).replace("NAME", flights.name));
    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void aScoreIsJudgedInTheAggregatesOwnWindowsAndAboveZero() {
    ObjectNode score = rule().put("condition", "Z_SCORE");

    assertThat(detail(post(score)))
        .isEqualTo(
            "Field 'window_seconds' is '300'. With condition Z_SCORE it is the width of the aggregate's windows, which are of 3600 seconds in '%s'. Send 3600."
                .formatted(flights.aggregate));
    assertThat(detail(post(score.put("window_seconds", 3600).put("threshold", 0))))
        .isEqualTo("Field 'threshold' is '0'. With condition Z_SCORE, send a number above 0.");
    assertThat(post(score.put("threshold", 3)).status()).isEqualTo(201);
    ObjectNode absent = rule().put("condition", "ABSENT");
    absent.remove("threshold");
    assertThat(post(absent).status()).isEqualTo(201);
  }

  @Test
  void aRuleWhoseMetricIsGoneCanStillBeSwitchedOff() {
    String id = post(rule()).body().path("rule_id").asText();
    registry.client().applyPipeline(flights.contract());

    assertThat(detail(send("PATCH", id, "{\"threshold\": 5}")))
        .endsWith("has no measure 'flights'. There is none");
    assertThat(send("PATCH", id, "{\"enabled\": false}").status()).isEqualTo(200);
  }

  @Test
  void whatIsNoRuleIsTold() {
    assertThat(detail(registry.get(RULES + "/999999999")))
        .isEqualTo("There is no alert rule 999999999. See /v1/alert-rules.");
    assertThat(detail(registry.get(RULES + "/seven")))
        .isEqualTo("'seven' is no alert rule's number. See /v1/alert-rules.");
    assertThat(detail(registry.get(RULES + "?enabled=yes")))
        .isEqualTo("Parameter 'enabled' is 'yes'. Send true or false.");
  }

  @Test
  void aSignalThatCannotBeIsToldAndOneOfNoRuleIsIgnored() {
    String signal =
        """
        {"signals": [{"rule_id": "seven", "rule_version": 1, "key": {}, "state": "FIRING",
          "window_start": "%s", "window_end": "%s", "judged_at": "2026-11-12T12:00:00Z"}]}
        """;

    Answer ignored =
        registry.post(
            "/v1/alert-signals", signal.formatted("2026-11-12T11:00:00Z", "2026-11-12T12:00:00Z"));
    assertThat(ignored.body().toString())
        .isEqualTo("{\"recorded\":0,\"repeated\":0,\"ignored\":1}");
    assertThat(
            detail(
                registry.post(
                    "/v1/alert-signals",
                    signal.formatted("2026-11-12T12:00:00Z", "2026-11-12T12:00:00Z"))))
        .isEqualTo(
            "Field 'signals.0' has a window that ends at 2026-11-12T12:00:00Z and begins at 2026-11-12T12:00:00Z. Send one that ends after it begins.");
    assertThat(
            detail(
                registry.post(
                    "/v1/alert-signals",
                    signal.formatted("2026-11-12T12:00:00Z", "+20000-01-01T00:00:00Z"))))
        .isEqualTo(
            "Field 'signals.0' has the time +20000-01-01T00:00:00Z. Send times from 1970-01-01T00:00:00Z to 9999-12-31T00:00:00Z.");
    assertThat(detail(registry.post("/v1/alert-signals", "{\"signals\": [null]}")))
        .isEqualTo("Field 'signals.0' is null. Send a signal.");
    assertThat(detail(registry.get("/v1/alert-deliveries?state=lost")))
        .isEqualTo(
            "Parameter 'state' is 'lost'. Send one of dead, pending, delivered, refused, gave_up, no_channel.");
  }

  private ObjectNode rule() {
    ObjectNode rule = Json.MAPPER.createObjectNode();
    rule.put("metric_name", flights.aggregate + ".flights");
    rule.put("condition", "GREATER_THAN").put("threshold", 100.0).put("window_seconds", 300);
    rule.putObject("dimensions").put("origin", "ORD");
    return rule.put("notification_channel", "https://hooks.example/a-secret").put("enabled", true);
  }

  private static Answer post(ObjectNode rule) {
    return post(rule.toString());
  }

  private static Answer post(String rule) {
    return registry.send("POST", RULES, rule, engineer);
  }

  private static Answer send(String method, String id, String body) {
    return registry.send(method, RULES + "/" + id, body, engineer);
  }

  private static JsonNode get(String path) {
    return registry.send(registry.to(RULES + path).header("Authorization", engineer).GET()).body();
  }

  private static String ids(String query) {
    return registry.get(RULES + query).body().findValuesAsText("rule_id").toString();
  }

  private static String detail(Answer answer) {
    return answer.body().path("detail").asText();
  }
}
