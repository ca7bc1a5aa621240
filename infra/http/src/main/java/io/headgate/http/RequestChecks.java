package io.headgate.http;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns away what no call can make sense of: broken addresses, other formats, bodies too large. */
final class RequestChecks {
  private static final Set<HandlerType> WITH_BODY =
      Set.of(HandlerType.POST, HandlerType.PUT, HandlerType.PATCH);

  /** NUL is a byte too, but PostgreSQL keeps it in no text. */
  private static final Pattern BAD_ESCAPE = Pattern.compile("%00|%(?![0-9a-fA-F]{2})");

  private final AccessConfig limits;
  private final BodyTypes types;

  RequestChecks(AccessConfig limits, BodyTypes types) {
    this.limits = limits;
    this.types = types;
  }

  void install(Javalin http) {
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
    if (type != null && !types.accept(type)) {
      throw new Problem(415, types.title(), types.detail(), Map.of());
    }
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
