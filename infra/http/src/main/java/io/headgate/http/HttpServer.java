package io.headgate.http;

import io.headgate.platform.registry.Json;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.JettyConfig;
import io.javalin.json.JavalinJackson;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server before it has any route: its limits, errors and metrics. */
public final class HttpServer {
  /** Whoever sends slower than this only holds a thread. */
  private static final long SLOWEST_BYTES_PER_SECOND = 1024;

  /** Each may hold a body and what was made of it; together they fit into the usual heap. */
  private static final int MOST_THREADS = 64;

  private static final int LEAST_THREADS = 8;
  private static final int BAD_REQUEST = 400;
  private static final int REQUEST_TIMEOUT = 408;

  private HttpServer() {}

  /**
   * Makes a server that is not started yet.
   *
   * @param profile what the service has of its own
   * @param routes is told every route that is added
   */
  public static Javalin create(
      ServiceProfile profile, AccessConfig access, ServedRoutes routes, MeterRegistry metrics) {
    Javalin http = Javalin.create(javalin -> configure(javalin, profile, access, routes, metrics));
    RequestLog.install(http);
    new ProblemAnswers(profile).install(http);
    new RequestChecks(access, profile.bodies()).install(http);
    return http;
  }

  private static void configure(
      JavalinConfig javalin,
      ServiceProfile profile,
      AccessConfig access,
      ServedRoutes routes,
      MeterRegistry metrics) {
    javalin.showJavalinBanner = false;
    javalin.http.maxRequestSize = Math.max(access.requestBytes(), access.largeRequestBytes());
    javalin.http.prefer405over404 = true;
    javalin.jsonMapper(new JavalinJackson(Json.MAPPER, false));
    javalin.events(events -> events.handlerAdded(routes::add));
    RequestMetrics requests = new RequestMetrics(metrics, routes);
    javalin.requestLogger.http(
        (context, millis) -> {
          requests.record(context, millis);
          RequestLog.end();
        });
    refuseAsProblems(javalin.jetty, profile, access);
  }

  private static void refuseAsProblems(
      JettyConfig jetty, ServiceProfile profile, AccessConfig access) {
    // Neither is a fault of ours, which is what the server would say.
    jetty.clientAbortStatus = BAD_REQUEST;
    jetty.timeoutStatus = REQUEST_TIMEOUT;
    jetty.threadPool = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
    jetty.modifyServer(server -> server.addBean(new ServerProblems(profile.name())));
    jetty.modifyHttpConfiguration(http -> http.setMinRequestDataRate(SLOWEST_BYTES_PER_SECOND));
    jetty.modifyServletContextHandler(
        servlets -> {
          servlets.setErrorHandler(new ServerProblems(profile.name()));
          FilterHolder bounded = new FilterHolder(new BoundedBodies(access.requestBytes()));
          bounded.setAsyncSupported(true);
          servlets.addFilter(bounded, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
  }
}
