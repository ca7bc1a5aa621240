package io.headgate.http;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * Puts on each log line which request it is about. A caller may name its request by {@code
 * X-Request-Id}; the answer tells the name either way.
 */
final class RequestLog {
  private static final String HEADER = "X-Request-Id";
  private static final String REQUEST = "request";
  private static final String ROUTE = "route";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private RequestLog() {}

  static void install(Javalin http) {
    http.before(RequestLog::begin);
    http.beforeMatched(
        context -> MDC.put(ROUTE, context.method() + " " + context.endpointHandlerPath()));
  }

  /** A thread serves one request after the other, so the one before is forgotten here. */
  private static void begin(Context context) {
    String told = context.header(HEADER);
    String name =
        told != null && NAME.matcher(told).matches() ? told : UUID.randomUUID().toString();
    MDC.put(REQUEST, name);
    MDC.remove(ROUTE);
    context.header(HEADER, name);
  }

  /** The answer was sent; what the thread logs now is about none. */
  static void end() {
    MDC.remove(REQUEST);
    MDC.remove(ROUTE);
  }
}
