package io.headgate.registry.http;

import io.headgate.registry.store.Freshness;
import io.headgate.registry.watch.Watch;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** How fresh each dataset is, as metrics. */
public final class FreshnessMetrics implements Watch {
  private final Freshness freshness;
  private final RowGauge ages;
  private final RowGauge late;

  public FreshnessMetrics(Freshness freshness, MeterRegistry metrics) {
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
  public void look(Instant now) {
    Map<Tags, Double> seconds = new HashMap<>();
    Map<Tags, Double> partitions = new HashMap<>();
    for (Freshness.Of dataset : freshness.all()) {
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
