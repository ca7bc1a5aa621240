package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.registry.TestingReceiver.Endpoint;
import io.headgate.registry.alert.AlertDelivery;
import io.headgate.registry.alert.Channels;
import io.headgate.registry.alert.Notice;
import io.headgate.registry.store.Deliveries;
import io.headgate.registry.store.Deliveries.Delivery;
import io.headgate.registry.store.Deliveries.State;
import io.headgate.registry.store.IncidentRequest;
import io.headgate.registry.store.Incidents;
import io.headgate.testing.TestingPostgres;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looks that the test begins, at receivers that are slow or take nothing. */
class AlertPaceTest {
  private static final Instant NOON = Instant.parse("2026-11-12T12:00:00Z");
  private static final Duration SLOW = Duration.ofSeconds(50);

  private static TestingPostgres postgres;
  private static Database database;

  private final TestingReceiver receiver = new TestingReceiver();
  private final Endpoint webhook = receiver.at("/hook", 200);
  private WatchedPipeline pipeline;
  private Deliveries deliveries;

  @BeforeAll
  static void start() {
    postgres = new TestingPostgres();
    database = Database.open(TestingRegistry.config(0, postgres));
  }

  @AfterAll
  static void stop() {
    database.close();
    postgres.close();
  }

  @BeforeEach
  void twoIncidents() {
    pipeline = new WatchedPipeline(database.jdbi(), NOON);
    pipeline.apply(pipeline.daily());
    deliveries = new Deliveries(database.jdbi());
    for (String kind : List.of("FIRST", "SECOND")) {
      new Incidents(database.jdbi(), pipeline.clock)
          .open(new IncidentRequest(kind, pipeline.flights.name, null, null, "a drill", null));
    }
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void whatASlowReceiverIsBeingToldIsNotSentByAnotherAsWell() {
    List<Optional<Notice>> another = new ArrayList<>();
    webhook.onReceipt(
        () -> {
          pipeline.clock.advance(SLOW);
          if (webhook.received().size() == 2) {
            another.add(deliveries.claim(pipeline.clock.instant()));
          }
        });

    look("[\"%s/hook\"]".formatted(receiver.address()));

    assertThat(another).containsExactly(Optional.empty());
    assertThat(webhook.received()).hasSize(2);
    assertThat(all()).extracting(Delivery::state).containsOnly(State.DELIVERED);
  }

  @Test
  void aClaimIsKeptFromEachChannelToTheNext() {
    Endpoint other = receiver.at("/other", 200);
    webhook.onReceipt(() -> pipeline.clock.advance(SLOW));
    List<Optional<Notice>> another = new ArrayList<>();
    other.onReceipt(
        () -> {
          pipeline.clock.advance(SLOW);
          if (other.received().size() == 2) {
            another.add(deliveries.claim(pipeline.clock.instant()));
          }
        });

    look("[\"%1$s/hook\", \"%1$s/other\"]".formatted(receiver.address()));

    assertThat(another).containsExactly(Optional.empty());
    assertThat(webhook.received()).hasSize(2);
    assertThat(other.received()).hasSize(2);
  }

  @Test
  void whoTookNothingIsNotAskedAgainInTheSameLook() {
    webhook.answer(503);
    Endpoint other = receiver.at("/other", 200);
    String channels = "[\"%1$s/hook\", \"%1$s/other\"]".formatted(receiver.address());

    look(channels);

    assertThat(webhook.bodies())
        .extracting(body -> body.at("/incident/kind").asText())
        .containsExactly("FIRST", "FIRST", "FIRST");
    assertThat(other.received()).hasSize(2);
    assertThat(all())
        .extracting(Delivery::error)
        .containsExactly(
            "webhook at 127.0.0.1 answered 503 a moment ago", "webhook at 127.0.0.1 answered 503");

    webhook.answer(200);
    pipeline.clock.advance(Duration.ofMinutes(1));
    look(channels);

    assertThat(webhook.received()).hasSize(5);
    assertThat(other.received()).hasSize(2);
    assertThat(all()).extracting(Delivery::state).containsOnly(State.DELIVERED);
  }

  @Test
  void thePauseBeforeTheNextAttemptIsTwiceAsLongEachTime() {
    webhook.answer(503);
    List<Long> minutes = new ArrayList<>();
    for (int minute = 0; minute <= 15; minute++) {
      webhook.clear();
      look("[\"%s/hook\"]".formatted(receiver.address()));
      if (!webhook.received().isEmpty()) {
        minutes.add((long) minute);
      }
      pipeline.clock.advance(Duration.ofMinutes(1));
    }

    assertThat(minutes).containsExactly(0L, 1L, 3L, 7L, 15L);
  }

  @Test
  void anAddressThatCannotBeCalledIsRefusedForGood() {
    look("[\"pagerduty://a-routing-key\"]");

    assertThat(all()).extracting(Delivery::state).containsOnly(State.REFUSED);
    assertThat(all())
        .extracting(Delivery::error)
        .containsOnly("pagerduty at 127.0.0.1 has an address that cannot be called");
  }

  private void look(String channels) {
    List<String> mistakes = new ArrayList<>();
    Channels parsed =
        Channels.parse(
            "CHANNELS",
            "{\"*\": " + channels + "}",
            URI.create("http://127.0.0.1:99999/v2/enqueue"),
            mistakes);
    assertThat(mistakes).isEmpty();
    new AlertDelivery(deliveries, parsed, pipeline.clock).look(pipeline.clock.instant());
  }

  /** Newest first. */
  private List<Delivery> all() {
    return deliveries.page(List.of(State.values()), Long.MAX_VALUE, 10);
  }
}
