package io.headgate.registry.http;

import io.headgate.registry.store.Incidents;
import io.headgate.registry.store.Overviews;
import io.headgate.registry.store.Overviews.Entry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether readers may read, what keeps them from it, and what somebody must look at. */
final class GateMetrics implements StoredMetrics {
  private final Overviews overviews;
  private final Incidents incidents;
  private final RowGauge open;
  private final RowGauge shut;
  private final RowGauge quarantined;
  private final RowGauge holds;
  private final RowGauge slas;
  private final RowGauge openIncidents;

  GateMetrics(Overviews overviews, Incidents incidents, MeterRegistry metrics) {
    this.overviews = overviews;
    this.incidents = incidents;
    this.open =
        new RowGauge("headgate.gate.open", "1 while the gate of a dataset is open, or 0", metrics);
    this.shut =
        new RowGauge(
            "headgate.gate.shut.seconds",
            "Time since the gate of a dataset shut; 0 while it is open",
            metrics);
    this.quarantined =
        new RowGauge(
            "headgate.partitions.quarantined",
            "Partitions of a dataset whose newest run failed its checks",
            metrics);
    this.holds =
        new RowGauge("headgate.holds", "Holds in force on a dataset or its partitions", metrics);
    this.slas =
        new RowGauge(
            "headgate.sla.seconds",
            "Time after its end at which a window of a dataset must be complete",
            metrics);
    this.openIncidents = new RowGauge("headgate.incidents.open", "Incidents that last", metrics);
  }

  @Override
  public void show() {
    Overviews.Overview overview = overviews.asDecided();
    showGates(overview.datasets(), overview.asOf());
    Map<Tags, Double> counts = new HashMap<>();
    for (Incidents.OpenCount count : incidents.openByKind()) {
      counts.put(
          Tags.of("pipeline", count.pipeline(), "kind", count.kind()), (double) count.incidents());
    }
    openIncidents.show(counts);
  }

  @Override
  public void hide() {
    showGates(List.of(), Instant.EPOCH);
    openIncidents.show(Map.of());
  }

  private void showGates(List<Entry> datasets, Instant now) {
    Map<Tags, Double> isOpen = new HashMap<>();
    Map<Tags, Double> shutFor = new HashMap<>();
    Map<Tags, Double> failed = new HashMap<>();
    Map<Tags, Double> held = new HashMap<>();
    Map<Tags, Double> sla = new HashMap<>();
    for (Entry each : datasets) {
      if (each.open() != null && each.retiredAt() == null) {
        Tags tags = Tags.of("dataset", each.dataset(), "pipeline", each.pipeline());
        isOpen.put(tags, each.open() ? 1.0 : 0.0);
        if (each.open() || each.since() != null) {
          shutFor.put(
              tags, each.open() ? 0.0 : (double) Duration.between(each.since(), now).toSeconds());
        }
        failed.put(tags, (double) each.quarantined());
        held.put(tags, (double) each.holds());
        sla.put(tags, (double) each.slaSeconds());
      }
    }
    open.show(isOpen);
    shut.show(shutFor);
    quarantined.show(failed);
    holds.show(held);
    slas.show(sla);
  }
}
