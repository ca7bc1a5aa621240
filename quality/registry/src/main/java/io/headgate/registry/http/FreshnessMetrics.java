package io.headgate.registry.http;

import io.headgate.registry.store.Freshness;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How fresh each dataset is, as metrics. */
final class FreshnessMetrics implements StoredMetrics {
  private final Freshness freshness;
  private final RowGauge ages;
  private final RowGauge late;

  FreshnessMetrics(Freshness freshness, MeterRegistry metrics) {
    this.freshness = freshness;
    this.ages =
        new RowGauge(
            "headgate.freshness.seconds",
            "Time since the end of the newest complete data of a dataset",
            metrics);
    this.late =
        new RowGauge(
            "headgate.partitions.late", "Partitions of a dataset that are late now", metrics);
  }

  @Override
  public void show() {
    show(freshness.all());
  }

  @Override
  public void hide() {
    show(List.of());
  }

  private void show(List<Freshness.Of> datasets) {
    Map<Tags, Double> seconds = new HashMap<>();
    Map<Tags, Double> partitions = new HashMap<>();
    for (Freshness.Of dataset : datasets) {
      Tags tags = Tags.of("dataset", dataset.dataset(), "pipeline", dataset.pipeline());
      if (dataset.ageSeconds() != null) {
        seconds.put(tags, (double) dataset.ageSeconds());
      }
      partitions.put(tags, (double) dataset.late());
    }
    ages.show(seconds);
    late.show(partitions);
  }
}
