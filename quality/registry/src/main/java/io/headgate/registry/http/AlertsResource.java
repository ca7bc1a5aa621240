package io.headgate.registry.http;

import static java.util.stream.Collectors.joining;

import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.platform.alert.AlertSignal;
import io.headgate.registry.store.AlertSignals;
import io.headgate.registry.store.Alerts;
import io.headgate.registry.store.Alerts.Story;
import io.headgate.registry.store.Deliveries;
import io.headgate.registry.store.Deliveries.Delivery;
import io.headgate.registry.store.Deliveries.State;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What rules say, the alerts that they open, and what teams were told. */
public final class AlertsResource {
  private static final int MOST_SIGNALS = 1000;
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
  private static final String DEAD = "dead";

  private final AlertSignals signals;
  private final Alerts alerts;
  private final Deliveries deliveries;

  public AlertsResource(AlertSignals signals, Alerts alerts, Deliveries deliveries) {
    this.signals = signals;
    this.alerts = alerts;
    this.deliveries = deliveries;
  }

  /** What rules say of windows, in the order in which it was found. */
  public record Signals(List<AlertSignal> signals) {}

  public void install(Javalin http) {
    http.post("/v1/alert-signals", this::take, Role.OPERATOR);
    http.get("/v1/alerts", this::list, Role.READER);
    http.get("/v1/alert-deliveries", this::deliveries, Role.READER);
    http.post("/v1/alert-deliveries/{id}/retry", this::retry, Role.OPERATOR);
  }

  private void take(Context context) {
    List<AlertSignal> sent = Requests.body(context, Signals.class).signals();
    if (sent.size() > MOST_SIGNALS) {
      throw Problem.badRequest(
          "Field 'signals' has %d signals. Send at most %d in a call."
              .formatted(sent.size(), MOST_SIGNALS));
    }
    for (int i = 0; i < sent.size(); i++) {
      AlertSignal signal = sent.get(i);
      if (Objects.isNull(signal)) {
        throw Problem.badRequest("Field 'signals.%d' is null. Send a signal.".formatted(i));
      }
      review(signal, i);
    }
    context.json(signals.take(sent));
  }

  private static void review(AlertSignal signal, int index) {
    if (!signal.windowEnd().isAfter(signal.windowStart())) {
      throw Problem.badRequest(
          "Field 'signals.%d' has a window that ends at %s and begins at %s. Send one that ends after it begins."
              .formatted(index, signal.windowEnd(), signal.windowStart()));
    }
    for (Instant time : List.of(signal.windowStart(), signal.windowEnd(), signal.judgedAt())) {
      if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
        throw Problem.badRequest(
            "Field 'signals.%d' has the time %s. Send times from %s to %s."
                .formatted(index, time, EARLIEST, LATEST));
      }
    }
  }

  private void list(Context context) {
    Page page = Page.of(context);
    String rule = context.queryParam("rule");
    context.json(
        page.answer(
            "alerts",
            alerts.page(
                "true".equals(context.queryParam("open")),
                rule == null || rule.isEmpty() ? null : AlertRulesResource.number(rule),
                page.below(),
                page.fetch()),
            (Story story) -> Long.toString(story.alert().alertId())));
  }

  private void deliveries(Context context) {
    Page page = Page.of(context);
    context.json(
        page.answer(
            "deliveries",
            deliveries.page(states(context.queryParam("state")), page.below(), page.fetch()),
            (Delivery delivery) -> Long.toString(delivery.deliveryId())));
  }

  /** One state by its name, or all in which something is dead. */
  private static List<State> states(String asked) {
    List<State> all = Arrays.asList(State.values());
    if (asked == null || asked.isEmpty()) {
      return all;
    }
    List<State> meant =
        all.stream()
            .filter(state -> asked.equals(DEAD) ? state.isDead() : named(state).equals(asked))
            .toList();
    if (meant.isEmpty()) {
      throw Problem.badRequest(
          "Parameter 'state' is '%s'. Send one of %s, %s."
              .formatted(
                  asked, DEAD, all.stream().map(AlertsResource::named).collect(joining(", "))));
    }
    return meant;
  }

  private static String named(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private void retry(Context context) {
    String id = context.pathParam("id");
    long number =
        SchemaVersions.number(id)
            .orElseThrow(() -> Problem.badRequest("'" + id + "' is no delivery's number."));
    context.json(deliveries.retry(number));
  }
}
