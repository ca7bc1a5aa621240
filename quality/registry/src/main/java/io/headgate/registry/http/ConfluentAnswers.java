package io.headgate.registry.http;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How clients of Confluent's registry want their answers: media types, switches and pages. */
public final class ConfluentAnswers {
  private static final String FIRST = "application/vnd.schemaregistry.v1+json";
  private static final List<String> TYPES =
      List.of(FIRST, "application/vnd.schemaregistry+json", "application/json");
  private static final List<String> ROOTS =
      List.of("/subjects", "/schemas", "/compatibility", "/config", "/mode");
  private static final Pattern CALLS =
      Pattern.compile("/(subjects|schemas|compatibility|config|mode)(/|$)");

  private ConfluentAnswers() {}

  /**
   * Names the media type that the caller asks for. A failure stays a problem for callers that do
   * not ask for one of Confluent's; it has the fields that both kinds look for.
   */
  static void install(Javalin http) {
    for (String root : ROOTS) {
      http.after(root, ConfluentAnswers::name);
      http.after(root + "/*", ConfluentAnswers::name);
    }
  }

  /** Their clients read these two of a failure. */
  public static void addErrorCode(Context context, Map<String, Object> problem) {
    if (CALLS.matcher(context.path()).lookingAt()) {
      problem.putIfAbsent("error_code", problem.get("status"));
      problem.putIfAbsent("message", problem.get("detail"));
    }
  }

  private static void name(Context context) {
    String accepted = Optional.ofNullable(context.header("Accept")).orElse("");
    boolean failed = context.statusCode() >= 400;
    TYPES.stream()
        .filter(accepted::contains)
        .filter(type -> !failed || type.contains("schemaregistry"))
        .findFirst()
        .or(() -> failed ? Optional.empty() : Optional.of(FIRST))
        .ifPresent(context::contentType);
  }

  /** Whether a switch is on, under any of its names; clients write {@code true} and True. */
  static boolean isOn(Context context, String... names) {
    for (String name : names) {
      if ("true".equalsIgnoreCase(context.queryParam(name))) {
        return true;
      }
    }
    return false;
  }

  /** The part of a list that the caller asks for; without a limit, or a negative one, all. */
  static <T> List<T> page(Context context, List<T> all) {
    int from = Math.min(all.size(), number(context, "offset", 0));
    int limit = number(context, "limit", -1);
    return limit < 0
        ? all.subList(from, all.size())
        : all.subList(from, (int) Math.min(all.size(), (long) from + limit));
  }

  private static int number(Context context, String name, int absent) {
    return (int) Requests.number(context, name, absent, absent, Integer.MAX_VALUE);
  }
}
