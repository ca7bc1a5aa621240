package io.headgate.http;

import io.javalin.Javalin;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Whether the process lives, whether it can serve, and its metrics. */
public final class HealthResource {
  private final BooleanSupplier ready;
  private final String whyNot;
  private final PrometheusMeterRegistry metrics;
  private final Runnable refresh;

  /**
   * @param whyNot what is missing when it cannot serve, and the remedy
   * @param refresh brings up to date what the metrics are read from
   */
  public HealthResource(
      BooleanSupplier ready, String whyNot, PrometheusMeterRegistry metrics, Runnable refresh) {
    this.ready = ready;
    this.whyNot = whyNot;
    this.metrics = metrics;
    this.refresh = refresh;
  }

  public void install(Javalin http) {
    http.get("/health/live", context -> context.json(Map.of("status", "live")), Role.ANYONE);
    http.get(
        "/health/ready",
        context -> {
          if (!ready.getAsBoolean()) {
            throw new Problem(503, "Not ready", whyNot, Map.of());
          }
          context.json(Map.of("status", "ready"));
        },
        Role.ANYONE);
    http.get(
        "/metrics",
        context -> {
          refresh.run();
          context.contentType("text/plain; version=0.0.4").result(metrics.scrape());
        },
        Role.READER);
  }
}
