package io.headgate.registry.http;

import io.headgate.registry.AccessConfig;
import io.headgate.registry.Problem;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns away what no call can make sense of: broken addresses, other formats, bodies too large. */
public final class RequestChecks {
  private static final Set<HandlerType> WITH_BODY =
      Set.of(HandlerType.POST, HandlerType.PUT, HandlerType.PATCH);

  /** NUL is a byte too, but PostgreSQL keeps it in no text. */
  private static final Pattern BAD_ESCAPE = Pattern.compile("%00|%(?![0-9a-fA-F]{2})");

  /** The last one is what some clients of Confluent's registry send. */
  private static final Pattern JSON =
      Pattern.compile("application/(?:json|[a-z0-9.+_-]+\\+json|octet-stream)");

  private final AccessConfig limits;

  public RequestChecks(AccessConfig limits) {
    this.limits = limits;
  }

  public void install(Javalin http) {
    http.before(RequestChecks::checkAddress);
    http.beforeMatched(this::checkBody);
  }

  private static void checkAddress(Context context) {
    String query = context.queryString();
    if (BAD_ESCAPE.matcher(context.path()).find()
        || (query != null && BAD_ESCAPE.matcher(query).find())) {
      throw Problem.badRequest(
          "The address has a % that is followed by no byte in hexadecimal, or by 00. Send % as %25, and no NUL.");
    }
  }

  private void checkBody(Context context) {
    if (!WITH_BODY.contains(context.method())) {
      return;
    }
    int largest =
        context.routeRoles().contains(BodySize.LARGE)
            ? limits.largeRequestBytes()
            : limits.requestBytes();
    if (context.req().getContentLengthLong() > largest) {
      throw tooLarge(largest);
    }
    String type = context.contentType();
    if (type != null && !isJson(type)) {
      throw new Problem(
          415,
          "Not JSON",
          "The body is of another type than JSON. Send 'Content-Type: application/json'.",
          Map.of());
    }
  }

  private static boolean isJson(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return JSON.matcher(type.trim().toLowerCase(Locale.ROOT)).matches();
  }

  static Problem tooLarge(int largest) {
    return new Problem(
        413,
        "Request too large",
        String.format(
            Locale.ROOT, "The body has more than %,d bytes. Send less at a time.", largest),
        Map.of("largest_bytes", largest));
  }
}
