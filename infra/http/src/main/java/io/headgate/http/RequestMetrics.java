package io.headgate.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * How many requests of each kind were answered how, and how fast. A route is told by its template
 * and a method by its place in HTTP, so that callers cannot invent labels.
 */
final class RequestMetrics {
  private static final String NO_ROUTE = "none";

  private final MeterRegistry metrics;
  private final ServedRoutes routes;

  RequestMetrics(MeterRegistry metrics, ServedRoutes routes) {
    this.metrics = metrics;
    this.routes = routes;
  }

  void record(Context context, float millis) {
    Timer.builder("http.server.requests")
        .description("Requests that were answered")
        .tag("method", method(context.method()))
        .tag("route", route(context))
        .tag("status", Integer.toString(context.res().getStatus()))
        .register(metrics)
        .record(Duration.ofNanos((long) (millis * 1_000_000)));
  }

  private static String method(HandlerType method) {
    return method.isHttpMethod() ? method.name() : "other";
  }

  private String route(Context context) {
    if (context.handlerType() == HandlerType.BEFORE) {
      return NO_ROUTE;
    }
    String path = context.endpointHandlerPath();
    return routes.hasPath(path) ? path : NO_ROUTE;
  }
}
