package io.headgate.registry;

import static io.headgate.platform.alert.AlertSignal.State.FIRING;
import static io.headgate.platform.alert.AlertSignal.State.PASSED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.alert.AlertSignal.State;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.SignalReceipt;
import io.headgate.registry.TestingReceiver.Endpoint;
import io.headgate.registry.TestingReceiver.Received;
import io.headgate.registry.TestingRegistry.Answer;
import io.headgate.registry.alert.Channels;
import io.headgate.registry.alert.Signature;
import io.headgate.testing.TestingPostgres;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts open, are told to a real HTTP server, and are resolved. */
class AlertLifeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant NOON = Instant.parse("2026-11-12T12:00:00Z");
  private static final Duration WIDTH = Duration.ofMinutes(5);
  private static final String SECRET = "shared with the receiver";
  private static final Map<String, String> ORD = Map.of("origin", "ORD");
  private static final int CALLERS = 8;

  private static TestingPostgres postgres;

  private final Flights flights = new Flights();
  private final TestingClock clock = new TestingClock(NOON);
  private final TestingReceiver receiver = new TestingReceiver();
  private final Endpoint pagerDuty = receiver.at("/v2/enqueue", 202);
  private final Endpoint slack = receiver.at("/slack", 200);
  private final Endpoint webhook = receiver.at("/hook", 200);
  private TestingRegistry registry;

  @BeforeAll
  static void startPostgres() {
    postgres = new TestingPostgres();
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @BeforeEach
  void start() {
    registry = started();
    registry.client().applyPipeline(flights.measured());
  }

  @AfterEach
  void stop() {
    registry.close();
    receiver.close();
  }

  @Test
  void anAlertIsToldWhenItOpensAndWhenItIsOverAndNotInBetween() {
    AlertRule rule = rule("pagerduty://flight-data");

    assertThat(signal(rule, 0, FIRING, 130.0)).isEqualTo(new SignalReceipt(1, 0, 0));
    assertThat(signal(rule, 1, FIRING, 140.0)).isEqualTo(new SignalReceipt(1, 0, 0));
    assertThat(signal(rule, 1, FIRING, 140.0)).isEqualTo(new SignalReceipt(0, 1, 0));
    await().atMost(PATIENCE).until(() -> pagerDuty.bodies().size() == 1);
    JsonNode open = alerts(rule).get(0);
    clock.advance(Duration.ofMinutes(15));
    signal(rule, 2, PASSED, 90.0);
    await().atMost(PATIENCE).until(() -> delivered(rule) == 2);

    JsonNode trigger = pagerDuty.bodies().get(0);
    assertThat(trigger.path("routing_key").asText()).isEqualTo("a-routing-key");
    assertThat(trigger.path("event_action").asText()).isEqualTo("trigger");
    assertThat(trigger.path("dedup_key").asText())
        .isEqualTo("headgate-alert-" + open.at("/alert/alert_id").asText());
    assertThat(trigger.at("/payload/summary").asText())
        .isEqualTo(
            "%s.flights of origin=ORD is 130, above 100, from 2026-11-12T12:00:00Z to 2026-11-12T12:05:00Z (rule %s)"
                .formatted(flights.aggregate, rule.id()));
    assertThat(trigger.at("/payload/source").asText()).isEqualTo(flights.aggregate + ".flights");
    assertThat(trigger.at("/payload/group").asText()).isEqualTo("flight-data");
    JsonNode resolve = pagerDuty.bodies().get(1);
    assertThat(resolve.path("event_action").asText()).isEqualTo("resolve");
    assertThat(resolve.path("dedup_key")).isEqualTo(trigger.path("dedup_key"));
    assertThat(pagerDuty.bodies()).hasSize(2);

    assertThat(open.at("/alert/resolved_at").isNull()).isTrue();
    assertThat(open.path("firings"))
        .extracting(firing -> firing.path("value").asDouble())
        .containsExactly(140.0, 130.0);
    JsonNode over = alerts(rule).get(0);
    assertThat(over.at("/alert/resolution").asText()).isEqualTo("PASSED");
    assertThat(over.at("/alert/resolved_at").asText()).isEqualTo("2026-11-12T12:15:00Z");
    assertThat(registry.get("/v1/alerts?open=true&rule=" + rule.id()).body().path("alerts"))
        .isEmpty();
    assertThat(registry.get("/v1/alert-rules/" + rule.id() + "/firings").body().path("firings"))
        .hasSize(2);
  }

  @Test
  void slackGetsAText() {
    AlertRule rule = rule("slack://flight-data");

    signal(rule, 0, FIRING, 130.5);
    signal(rule, 1, PASSED, 90.0);

    await().atMost(PATIENCE).until(() -> slack.bodies().size() == 2);
    String text =
        "[%s] %s.flights of origin=ORD is 130.5, above 100, from 2026-11-12T12:00:00Z to 2026-11-12T12:05:00Z (rule %s)"
            .formatted(flights.name, flights.aggregate, rule.id());
    assertThat(slack.bodies())
        .extracting(message -> message.path("text").asText())
        .containsExactly("Began: " + text, "Over: " + text);
  }

  @Test
  void aWebhookIsSignedAndTellsTheAlertAndSurvivesThatItsReceiverAndTheRegistryWereDown()
      throws Exception {
    AlertRule rule = rule(receiver.address() + "/hook");
    webhook.answer(503);
    signal(rule, 0, FIRING, 130.0);
    await().atMost(PATIENCE).until(() -> error(rule).contains("answered 503"));
    signal(rule, 1, PASSED, 90.0);
    registry.close();
    webhook.clear();
    webhook.answer(204);
    clock.advance(Duration.ofMinutes(2));
    registry = started();

    await().atMost(PATIENCE).until(() -> webhook.received().size() == 2);
    Received trigger = webhook.received().get(0);
    assertThat(trigger.json().path("action").asText()).isEqualTo("trigger");
    assertThat(trigger.json().at("/alert/key/origin").asText()).isEqualTo("ORD");
    assertThat(trigger.json().at("/alert/value").asDouble()).isEqualTo(130.0);
    assertThat(trigger.json().path("text").asText()).startsWith(flights.aggregate + ".flights of");
    assertThat(webhook.bodies().get(1).path("action").asText()).isEqualTo("resolve");
    assertThat(webhook.received()).allSatisfy(this::assertSigned);
  }

  /** As a receiver checks it, by what the README says. */
  private void assertSigned(Received received) throws Exception {
    String[] parts = received.headers().getFirst("X-Headgate-Signature").split("[=,]", -1);
    assertThat(parts).hasSize(4);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    byte[] code = mac.doFinal((parts[1] + "." + received.body()).getBytes(UTF_8));
    assertThat(parts[3]).isEqualTo(HexFormat.of().formatHex(code));
    assertThat(Instant.ofEpochSecond(Long.parseLong(parts[1])))
        .isBetween(NOON, NOON.plus(Duration.ofHours(1)));
  }

  @Test
  void whatIsRefusedIsADeadLetterThatCanBeSentAgain() {
    AlertRule rule = rule("slack://flight-data");
    slack.answer(404);
    signal(rule, 0, FIRING, 130.0);
    await().atMost(PATIENCE).until(() -> !dead(rule).isEmpty());
    assertThat(dead(rule).get(0).path("state").asText()).isEqualTo("REFUSED");
    assertThat(dead(rule).get(0).path("error").asText())
        .isEqualTo("slack at 127.0.0.1 answered 404");
    slack.clear();
    slack.answer(200);
    signal(rule, 1, PASSED, 90.0);
    await().atMost(PATIENCE).until(() -> delivered(rule) == 1);

    String retry =
        "/v1/alert-deliveries/%s/retry".formatted(dead(rule).get(0).path("delivery_id").asText());
    assertThat(registry.post(retry, "").body().path("state").asText()).isEqualTo("PENDING");

    await().atMost(PATIENCE).until(() -> delivered(rule) == 2);
    assertThat(slack.bodies())
        .extracting(message -> message.path("text").asText().split(":", -1)[0])
        .containsExactly("Over", "Began", "Over");
    assertThat(dead(rule)).isEmpty();
    Answer again = registry.post(retry, "");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.body().path("detail").asText())
        .endsWith("is DELIVERED. Only what is REFUSED, GAVE_UP or NO_CHANNEL is sent again.");
  }

  @Test
  void whatNobodyTookForADayIsADeadLetter() {
    AlertRule rule = rule(receiver.address() + "/hook");
    webhook.answer(503);
    signal(rule, 0, FIRING, 130.0);
    await().atMost(PATIENCE).until(() -> error(rule).contains("answered 503"));

    clock.advance(Duration.ofDays(1));

    await().atMost(PATIENCE).until(() -> !dead(rule).isEmpty());
    assertThat(dead(rule).get(0).path("state").asText()).isEqualTo("GAVE_UP");
    assertThat(dead(rule).get(0).path("error").asText())
        .isEqualTo("webhook at 127.0.0.1 answered 503");
  }

  @Test
  void signalsThatManyTellAtOnceAreOneFiringAndOneAlertPerKey() throws Exception {
    AlertRule rule = rule(receiver.address() + "/hook");
    List<AlertSignal> signals =
        Stream.of("ORD", "SFO", "JFK")
            .map(origin -> signalOf(rule, 0, FIRING, 130.0, Map.of("origin", origin)))
            .toList();

    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Callable<SignalReceipt>> calls = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        List<AlertSignal> mine = new ArrayList<>(signals);
        Collections.rotate(mine, i);
        calls.add(() -> registry.client().alerts().signal(mine));
      }
      long recorded = 0;
      for (Future<SignalReceipt> call : callers.invokeAll(calls)) {
        recorded += call.get().recorded();
      }
      assertThat(recorded).isEqualTo(3);
    } finally {
      callers.shutdown();
      assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
    await().atMost(PATIENCE).until(() -> delivered(rule) == 3);
    assertThat(alerts(rule))
        .hasSize(3)
        .allSatisfy(story -> assertThat(story.path("firings")).hasSize(1));
    assertThat(webhook.bodies()).hasSize(3);
  }

  @Test
  void anAlertThatComesAndGoesIsToldThreeTimesAndThenLastsUntilItIsQuiet() {
    AlertRule rule = rule(receiver.address() + "/hook");
    State[] comesAndGoes = {
      FIRING, PASSED, FIRING, PASSED, FIRING, PASSED, FIRING, PASSED, FIRING, PASSED, PASSED
    };
    for (int window = 0; window < comesAndGoes.length; window++) {
      signal(rule, window, comesAndGoes[window], 130.0);
    }
    assertThat(alerts(rule)).hasSize(3);
    assertThat(alerts(rule).get(0).at("/alert/flapping").asBoolean()).isTrue();
    assertThat(alerts(rule).get(0).at("/alert/resolved_at").isNull()).isTrue();
    assertThat(alerts(rule).get(0).path("firings")).hasSize(3);

    signal(rule, comesAndGoes.length, PASSED, 90.0);

    await().atMost(PATIENCE).until(() -> delivered(rule) == 6);
    Map<String, List<JsonNode>> byAlert =
        webhook.bodies().stream().collect(groupingBy(told -> told.path("dedup_key").asText()));
    assertThat(byAlert).hasSize(3);
    assertThat(byAlert.values())
        .allSatisfy(
            told ->
                assertThat(told)
                    .extracting(each -> each.path("action").asText())
                    .containsExactly("trigger", "resolve"));
    assertThat(webhook.bodies())
        .filteredOn(
            told ->
                told.path("text")
                    .asText()
                    .endsWith("It comes and goes: told again only after three quiet windows"))
        .hasSize(2);
  }

  @Test
  void whatASignalSaysOfAnotherVersionOrOfAnOlderWindowChangesNothing() {
    AlertRule rule = rule(receiver.address() + "/hook");
    signal(rule, 2, PASSED, 1.0);
    assertThat(signal(rule, 1, FIRING, 130.0)).isEqualTo(new SignalReceipt(0, 1, 0));
    AlertRule changed = patch(rule, "{\"threshold\": 120}");

    assertThat(signal(rule, 3, FIRING, 130.0)).isEqualTo(new SignalReceipt(0, 0, 1));
    assertThat(alerts(rule)).isEmpty();
    assertThat(signal(changed, 3, FIRING, 130.0)).isEqualTo(new SignalReceipt(1, 0, 0));
    assertThat(alerts(rule).get(0).at("/alert/threshold").asDouble()).isEqualTo(120);
  }

  @Test
  void whatBeganOnOneChannelIsOverThereThoughTheRuleNamesAnotherNow() {
    AlertRule rule = rule("pagerduty://flight-data");
    signal(rule, 0, FIRING, 130.0);
    AlertRule elsewhere = patch(rule, "{\"notification_channel\": \"slack://flight-data\"}");

    signal(elsewhere, 1, PASSED, 90.0);

    await().atMost(PATIENCE).until(() -> delivered(rule) == 2);
    assertThat(pagerDuty.bodies()).hasSize(2);
    assertThat(slack.bodies()).isEmpty();
  }

  @Test
  void aRuleThatIsChangedSwitchedOffOrDeletedResolvesItsAlerts() {
    AlertRule rule = rule("pagerduty://flight-data");
    signal(rule, 0, FIRING, 130.0);
    AlertRule higher = patch(rule, "{\"threshold\": 120}");
    signal(higher, 0, FIRING, 130.0);
    patch(rule, "{\"enabled\": false}");
    AlertRule on = patch(rule, "{\"enabled\": true}");
    signal(on, 0, FIRING, 130.0);
    registry.send("DELETE", "/v1/alert-rules/" + rule.id(), "{}", key());

    assertThat(signal(on, 1, FIRING, 130.0)).isEqualTo(new SignalReceipt(0, 0, 1));
    assertThat(alerts(rule))
        .extracting(story -> story.at("/alert/resolution").asText())
        .containsExactly("RULE_DELETED", "RULE_DISABLED", "RULE_CHANGED");
    await().atMost(PATIENCE).until(() -> delivered(rule) == 6);
  }

  private TestingRegistry started() {
    List<String> mistakes = new ArrayList<>();
    Channels channels =
        Channels.parse(
            "CHANNELS",
            "{\"flight-data\": [\"pagerduty://a-routing-key\", \"slack+%s/slack\"]}"
                .formatted(receiver.address()),
            URI.create(receiver.address() + "/v2/enqueue"),
            mistakes);
    assertThat(mistakes).isEmpty();
    return TestingRegistry.watching(postgres, clock, channels.with(new Signature(SECRET)));
  }

  private AlertRule rule(String channel) {
    Answer made =
        registry.post(
            "/v1/alert-rules",
            """
            {"metric_name": "%s.flights", "condition": "GREATER_THAN", "threshold": 100,
             "window_seconds": %d, "notification_channel": "%s"}
            """
                .formatted(flights.aggregate, WIDTH.toSeconds(), channel));
    assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
    return Json.MAPPER.convertValue(made.body(), AlertRule.class);
  }

  private AlertRule patch(AlertRule rule, String fields) {
    Answer patched = registry.send("PATCH", "/v1/alert-rules/" + rule.id(), fields, key());
    assertThat(patched.status()).as("%s", patched.body()).isEqualTo(200);
    return Json.MAPPER.convertValue(patched.body(), AlertRule.class);
  }

  private static String key() {
    return "Bearer " + TestingRegistry.KEY;
  }

  private SignalReceipt signal(AlertRule rule, int window, State state, double value) {
    return registry.client().alerts().signal(List.of(signalOf(rule, window, state, value, ORD)));
  }

  private static AlertSignal signalOf(
      AlertRule rule, int window, State state, double value, Map<String, String> key) {
    Instant start = NOON.plus(WIDTH.multipliedBy(window));
    return new AlertSignal(
        rule.id(),
        rule.version(),
        key,
        start,
        start.plus(WIDTH),
        state,
        value,
        null,
        start.plus(WIDTH).plusSeconds(7));
  }

  private JsonNode alerts(AlertRule rule) {
    return registry.get("/v1/alerts?rule=" + rule.id()).body().path("alerts");
  }

  private long delivered(AlertRule rule) {
    return alerts(rule).findValuesAsText("state").stream().filter("DELIVERED"::equals).count();
  }

  private String error(AlertRule rule) {
    return alerts(rule).at("/0/deliveries/0/error").asText();
  }

  /** The dead letters of a rule's alerts. */
  private List<JsonNode> dead(AlertRule rule) {
    List<String> ids = alerts(rule).findValuesAsText("alert_id");
    List<JsonNode> dead = new ArrayList<>();
    for (JsonNode each :
        registry.get("/v1/alert-deliveries?state=dead").body().path("deliveries")) {
      if (ids.contains(each.path("alert_id").asText())) {
        dead.add(each);
      }
    }
    return dead;
  }
}
