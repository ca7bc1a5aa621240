package io.headgate.registry.http;

import io.headgate.registry.store.Deliveries.State;
import io.headgate.registry.store.Untold;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What people were not told, and the alerts that last. */
final class AlertMetrics implements StoredMetrics {
  private final Untold untold;
  private final Clock clock;
  private final RowGauge deliveries;
  private final RowGauge ages;
  private final RowGauge open;

  AlertMetrics(Untold untold, MeterRegistry metrics, Clock clock) {
    this.untold = untold;
    this.clock = clock;
    this.deliveries =
        new RowGauge(
            "headgate.alert.deliveries",
            "What of incidents and alerts was not told: it waits, or will not be tried again",
            metrics);
    this.ages =
        new RowGauge(
            "headgate.alert.deliveries.pending.seconds",
            "Time for which the oldest that waits could not be told; 0 while nothing waits",
            metrics);
    this.open = new RowGauge("headgate.alerts.open", "Alerts of rules that last", metrics);
  }

  @Override
  public void show() {
    Map<State, Long> known = untold.counts();
    Map<Tags, Double> counts = new HashMap<>();
    for (State state : State.values()) {
      // Those are many, and counting them at every scrape would tell nobody what to do.
      if (state != State.DELIVERED) {
        counts.put(Tags.of("state", state.name()), (double) known.getOrDefault(state, 0L));
      }
    }
    deliveries.show(counts);
    Instant now = clock.instant();
    ages.show(
        Map.of(
            Tags.empty(),
            untold
                .waitsSince()
                .map(since -> Math.max(0, Duration.between(since, now).toMillis()) / 1000.0)
                .orElse(0.0)));
    Map<Tags, Double> lasting = new HashMap<>();
    untold
        .openAlerts()
        .forEach((pipeline, alerts) -> lasting.put(Tags.of("pipeline", pipeline), (double) alerts));
    open.show(lasting);
  }

  @Override
  public void hide() {
    deliveries.show(Map.of());
    ages.show(Map.of());
    open.show(Map.of());
  }
}
