package io.headgate.registry.http;

import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.Reconciliation.Balance;
import io.headgate.platform.registry.Reconciliation.Kind;
import io.headgate.registry.store.Reconciliations;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the newest reconciliation of each pipeline found. */
final class ReconciliationMetrics implements StoredMetrics {
  private final Reconciliations reconciliations;
  private final Clock clock;
  private final RowGauge explained;
  private final RowGauge ages;
  private final RowGauge offsets;
  private final RowGauge windows;

  ReconciliationMetrics(Reconciliations reconciliations, MeterRegistry metrics, Clock clock) {
    this.reconciliations = reconciliations;
    this.clock = clock;
    this.explained =
        new RowGauge(
            "headgate.reconciliation.explained",
            "1 when the newest reconciliation of a pipeline accounts for all, or 0",
            metrics);
    this.ages =
        new RowGauge(
            "headgate.reconciliation.age.seconds",
            "Time since the newest reconciliation of a pipeline ended",
            metrics);
    this.offsets =
        new RowGauge(
            "headgate.reconciliation.offsets",
            "Offsets that are not exactly once in raw or quarantine, by the newest reconciliation",
            metrics);
    this.windows =
        new RowGauge(
            "headgate.reconciliation.windows",
            "Windows that differ between the stores without a reason, by the newest reconciliation",
            metrics);
  }

  @Override
  public void show() {
    show(reconciliations.newest());
  }

  @Override
  public void hide() {
    show(List.of());
  }

  private void show(List<Reconciliation> newest) {
    Instant now = clock.instant();
    Map<Tags, Double> isExplained = new HashMap<>();
    Map<Tags, Double> age = new HashMap<>();
    Map<Tags, Double> others = new HashMap<>();
    Map<Tags, Double> differing = new HashMap<>();
    for (Reconciliation each : newest) {
      Tags tags = Tags.of("pipeline", each.pipeline());
      isExplained.put(tags, each.explained() ? 1.0 : 0.0);
      age.put(tags, Duration.between(each.endedAt(), now).toMillis() / 1000.0);
      for (Kind kind : Kind.values()) {
        others.put(tags.and("kind", kind.name()), (double) offsets(each.balances(), kind));
      }
      differing.put(
          tags, (double) each.windows().stream().filter(window -> !window.explained()).count());
    }
    explained.show(isExplained);
    ages.show(age);
    offsets.show(others);
    windows.show(differing);
  }

  private static long offsets(List<Balance> balances, Kind kind) {
    return balances.stream().mapToLong(each -> each.others().getOrDefault(kind, 0L)).sum();
  }
}
