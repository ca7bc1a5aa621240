package io.headgate.registry.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A counter with a row for each thing of a growing set, as it is counted elsewhere. */
final class RowCounter {
  private final String name;
  private final String description;
  private final MeterRegistry metrics;
  private final Map<Tags, Double> counts = new ConcurrentHashMap<>();

  RowCounter(String name, String description, MeterRegistry metrics) {
    this.name = name;
    this.description = description;
    this.metrics = metrics;
  }

  void show(Tags tags, long count) {
    show(tags, (double) count);
  }

  void show(Tags tags, double count) {
    if (counts.put(tags, count) == null) {
      FunctionCounter.builder(name, counts, known -> known.getOrDefault(tags, 0.0))
          .description(description)
          .tags(tags)
          .register(metrics);
    }
  }
}
