package io.headgate.registry.http;

import io.headgate.registry.Problem;
import io.javalin.Javalin;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Whether the process lives, whether it can serve, and its metrics. */
public final class HealthResource {
  private final BooleanSupplier databaseAnswers;
  private final PrometheusMeterRegistry metrics;
  private final StreamMetrics streams;

  public HealthResource(
      BooleanSupplier databaseAnswers, PrometheusMeterRegistry metrics, StreamMetrics streams) {
    this.databaseAnswers = databaseAnswers;
    this.metrics = metrics;
    this.streams = streams;
  }

  public void install(Javalin http) {
    http.get("/health/live", context -> context.json(Map.of("status", "live")), Role.ANYONE);
    http.get(
        "/health/ready",
        context -> {
          if (!databaseAnswers.getAsBoolean()) {
            throw new Problem(
                503,
                "Not ready",
                "The registry's PostgreSQL does not answer. Start it, or wait for it.",
                Map.of());
          }
          context.json(Map.of("status", "ready"));
        },
        Role.ANYONE);
    http.get(
        "/metrics",
        context -> {
          streams.refresh();
          context.contentType("text/plain; version=0.0.4").result(metrics.scrape());
        },
        Role.READER);
  }
}
