package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Incident;
import io.headgate.registry.TestingReceiver.Endpoint;
import io.headgate.registry.alert.Channels;
import io.headgate.testing.TestingPostgres;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alerts go to a real HTTP server that stands for PagerDuty and for a team's own. */
class AlertDeliveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant NOON = Instant.parse("2026-11-12T12:00:00Z");

  private final Flights flights = new Flights();
  private final TestingClock clock = new TestingClock(NOON);
  private final TestingPostgres postgres = new TestingPostgres();
  private final TestingReceiver receiver = new TestingReceiver();
  private final Endpoint pagerDuty = receiver.at("/v2/enqueue", 202);
  private final Endpoint webhook = receiver.at("/hook", 200);

  @AfterEach
  void stop() {
    receiver.close();
    postgres.close();
  }

  @Test
  void anIncidentIsToldOnEveryChannelOfTheOwningTeamAndResolvedWhenItHasPassed() {
    try (TestingRegistry registry = start()) {
      registry.client().applyPipeline(flights.contract());
      Incident incident =
          registry
              .client()
              .incidents()
              .open("WRONG_UNITS", flights.name, flights.daily, "miles were sent as km");
      await()
          .atMost(PATIENCE)
          .until(() -> pagerDuty.bodies().size() == 1 && webhook.bodies().size() == 1);

      JsonNode event = pagerDuty.bodies().get(0);
      assertThat(event.path("routing_key").asText()).isEqualTo("a-routing-key");
      assertThat(event.path("event_action").asText()).isEqualTo("trigger");
      assertThat(event.path("dedup_key").asText()).isEqualTo("headgate-incident-" + incident.id());
      assertThat(event.at("/payload/summary").asText()).isEqualTo("miles were sent as km");
      assertThat(event.at("/payload/source").asText()).isEqualTo(flights.daily);
      assertThat(event.at("/payload/severity").asText()).isEqualTo("error");
      assertThat(event.at("/payload/timestamp").asText()).isEqualTo(NOON.toString());
      assertThat(webhook.bodies().get(0).path("team").asText()).isEqualTo("flight-data");
      assertThat(webhook.bodies().get(0).at("/incident/kind").asText()).isEqualTo("WRONG_UNITS");

      registry.client().incidents().close(incident.id());
      await()
          .atMost(PATIENCE)
          .until(() -> pagerDuty.bodies().size() == 2 && webhook.bodies().size() == 2);
      assertThat(pagerDuty.bodies().get(1).path("event_action").asText()).isEqualTo("resolve");
      assertThat(pagerDuty.bodies().get(1).path("dedup_key")).isEqualTo(event.path("dedup_key"));
      assertThat(webhook.bodies().get(1).path("action").asText()).isEqualTo("resolve");
    }
  }

  @Test
  void whatAReceiverDidNotTakeIsSentAgainThereAndNowhereElseAlsoAfterAStop() throws Exception {
    pagerDuty.answer(503);
    try (TestingRegistry registry = start()) {
      registry.client().applyPipeline(flights.contract());
      Incident incident =
          registry.client().incidents().open("WRONG_UNITS", flights.name, null, "km");
      await().atMost(PATIENCE).until(() -> error(registry).contains("answered 503"));
      assertThat(error(registry)).isEqualTo("pagerduty at 127.0.0.1 answered 503");
      clock.advance(Duration.ofSeconds(30));
      assertThat(metrics(registry))
          .contains(
              "headgate_alert_deliveries{state=\"PENDING\"} 1.0",
              "headgate_alert_deliveries{state=\"REFUSED\"} 0.0",
              "headgate_alert_deliveries_pending_seconds 30.0",
              "headgate_alerts_open{pipeline=\"%s\"} 0.0".formatted(flights.name));
      registry.client().incidents().close(incident.id());
    }
    pagerDuty.clear();
    pagerDuty.answer(202);
    clock.advance(Duration.ofMinutes(2));
    try (TestingRegistry registry = start()) {
      await()
          .atMost(PATIENCE)
          .until(() -> pagerDuty.bodies().size() == 2 && webhook.bodies().size() == 2);

      assertThat(pagerDuty.bodies())
          .extracting(event -> event.path("event_action").asText())
          .containsExactly("trigger", "resolve");
      assertThat(webhook.bodies())
          .extracting(told -> told.path("action").asText())
          .containsExactly("trigger", "resolve");
      await().atMost(PATIENCE).until(() -> states(registry).get(0).equals("DELIVERED"));
    }
  }

  @Test
  void whatAReceiverRefusesIsNotSentForEver() throws Exception {
    webhook.answer(400);
    try (TestingRegistry registry = start()) {
      registry.client().applyPipeline(flights.contract());
      registry.client().incidents().open("WRONG_UNITS", flights.name, null, "km");

      await().atMost(PATIENCE).until(() -> states(registry).get(0).equals("REFUSED"));

      assertThat(error(registry)).isEqualTo("webhook at 127.0.0.1 answered 400");
      assertThat(webhook.bodies()).hasSize(1);
      assertThat(metrics(registry))
          .contains(
              "headgate_alert_deliveries{state=\"REFUSED\"} 1.0",
              "headgate_alert_deliveries_pending_seconds 0.0");
    }
  }

  @Test
  void aTeamWithoutAChannelIsNotToldAndThatIsSeen() {
    try (TestingRegistry registry = TestingRegistry.watching(postgres, clock, Channels.NONE)) {
      registry.client().applyPipeline(flights.contract());
      registry.client().incidents().open("WRONG_UNITS", flights.name, null, "km");

      await().atMost(PATIENCE).until(() -> states(registry).get(0).equals("NO_CHANNEL"));
      assertThat(error(registry)).isEqualTo("team flight-data has no channel");
    }
  }

  @Test
  void aPartitionThatFailsItsChecksIsToldAndResolvedByTheRunThatRepairsIt() {
    try (TestingRegistry registry = start()) {
      registry.client().applyPipeline(flights.contract());
      registry.client().postRun(flights.quarantined("-bad", "2026-11-12", 0));
      await().atMost(PATIENCE).until(() -> webhook.bodies().size() == 1);
      assertThat(webhook.bodies().get(0).at("/incident/kind").asText())
          .isEqualTo(Incident.CHECK_FAILED);
      assertThat(webhook.bodies().get(0).at("/incident/text").asText())
          .startsWith(flights.daily + " 2026-11-12: 2026-11-12 is quarantined (score 0.33)")
          .contains("near_average (weight 2.0): 0.48 of the average");

      registry.client().postRun(flights.published("-good", 3, "2026-11-12", 0));

      await().atMost(PATIENCE).until(() -> webhook.bodies().size() == 2);
      assertThat(webhook.bodies().get(1).path("action").asText()).isEqualTo("resolve");
    }
  }

  @Test
  void aLateWindowIsToldAndResolvedByTheServiceItself() {
    try (TestingRegistry registry = start()) {
      registry.client().applyPipeline(flights.contract());
      clock.set(Instant.parse("2026-11-13T06:00:30Z"));

      await().atMost(PATIENCE).until(() -> !of(flights.daily).isEmpty());
      registry.client().postRun(flights.published("-good", 3, "2026-11-12", 0));

      await().atMost(PATIENCE).until(() -> of(flights.daily).size() == 2);
      assertThat(of(flights.daily))
          .extracting(
              told -> told.path("action").asText(), told -> told.at("/incident/kind").asText())
          .containsExactly(
              tuple("trigger", Incident.PARTITION_LATE), tuple("resolve", Incident.PARTITION_LATE));
    }
  }

  private List<JsonNode> of(String dataset) {
    return webhook.bodies().stream()
        .filter(told -> told.at("/incident/dataset").asText().equals(dataset))
        .toList();
  }

  private TestingRegistry start() {
    String address = receiver.address();
    List<String> mistakes = new ArrayList<>();
    Channels channels =
        Channels.parse(
            "CHANNELS",
            "{\"flight-data\": [\"pagerduty://a-routing-key\", \"%s/hook\"]}".formatted(address),
            URI.create(address + "/v2/enqueue"),
            mistakes);
    assertThat(mistakes).isEmpty();
    return TestingRegistry.watching(postgres, clock, channels);
  }

  private static List<String> metrics(TestingRegistry registry) throws Exception {
    return registry.text("/metrics").lines().toList();
  }

  private static List<String> states(TestingRegistry registry) {
    List<String> states = new ArrayList<>();
    registry
        .get("/v1/alert-deliveries")
        .body()
        .path("deliveries")
        .forEach(alert -> states.add(alert.path("state").asText()));
    return states;
  }

  private static String error(TestingRegistry registry) {
    return registry.get("/v1/alert-deliveries").body().at("/deliveries/0/error").asText();
  }
}
