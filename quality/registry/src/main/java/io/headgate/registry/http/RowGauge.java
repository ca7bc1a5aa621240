package io.headgate.registry.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Map;

/**
 * A gauge with a row for each thing of a changing set. A row's value changes in place: a row that
 * is taken out and put back while another thread scrapes is told twice, which fails the scrape, or
 * not at all.
 */
final class RowGauge {
  private final MultiGauge gauge;
  private volatile Map<Tags, Double> values = Map.of();

  RowGauge(String name, String description, MeterRegistry metrics) {
    this.gauge = MultiGauge.builder(name).description(description).register(metrics);
  }

  /** Shows these rows and no others. */
  void show(Map<Tags, Double> rows) {
    values = Map.copyOf(rows);
    gauge.register(
        rows.keySet().stream().map(tags -> Row.of(tags, () -> values.get(tags))).toList());
  }
}
