package io.headgate.registry.http;

import io.headgate.registry.store.Freshness;
import io.headgate.registry.watch.Watch;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How fresh each dataset is, as metrics. */
public final class FreshnessMetrics implements Watch {
  private final Freshness freshness;
  private final MultiGauge ages;
  private final MultiGauge late;

  public FreshnessMetrics(Freshness freshness, MeterRegistry metrics) {
    this.freshness = freshness;
    this.ages =
        MultiGauge.builder("headgate.freshness.seconds")
            .description("Time since the end of the newest complete data of a dataset")
            .register(metrics);
    this.late =
        MultiGauge.builder("headgate.partitions.late")
            .description("Partitions of a dataset that are late now")
            .register(metrics);
  }

  @Override
  public void look(Instant now) {
    List<Row<?>> seconds = new ArrayList<>();
    List<Row<?>> partitions = new ArrayList<>();
    for (Freshness.Of dataset : freshness.all()) {
      Tags tags = Tags.of("dataset", dataset.dataset(), "pipeline", dataset.pipeline());
      if (dataset.ageSeconds() != null) {
        seconds.add(Row.of(tags, dataset.ageSeconds()));
      }
      partitions.add(Row.of(tags, dataset.late()));
    }
    ages.register(seconds, true);
    late.register(partitions, true);
  }
}
