package io.headgate.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.MetricName;
import io.headgate.platform.registry.Json;
import io.headgate.registry.metric.MetricCursor;
import io.headgate.registry.metric.MetricQuestion;
import io.headgate.registry.metric.MetricTimes;
import io.headgate.registry.metric.Metrics;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/**
 * The values of metrics. The entity tag is of the whole answer: it changes when a value, a status
 * or a gate does, and a client that has the answer is told so without it.
 */
public final class MetricsResource {
  private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");
  private static final Map<String, Grain> GRAINS =
      Map.of(
          "minutely", Grain.MINUTELY,
          "minute", Grain.MINUTELY,
          "hourly", Grain.HOURLY,
          "hour", Grain.HOURLY,
          "daily", Grain.DAILY,
          "day", Grain.DAILY);

  private final Metrics metrics;

  public MetricsResource(Metrics metrics) {
    this.metrics = metrics;
  }

  public void install(Javalin http) {
    http.get("/v1/metrics/{metric}", this::ask, Role.READER);
  }

  private void ask(Context context) {
    String answer = Json.write(metrics.ask(question(context)));
    String tag = '"' + sha256(answer) + '"';
    context.header("ETag", tag).header("Cache-Control", "no-cache");
    if (isKnown(context.header("If-None-Match"), tag)) {
      context.status(HttpStatus.NOT_MODIFIED);
    } else {
      context.contentType("application/json").result(answer);
    }
  }

  private static MetricQuestion question(Context context) {
    String cursor = context.queryParam("cursor");
    return new MetricQuestion(
        metric(context.pathParam("metric")),
        instant(context, "window_start"),
        instant(context, "window_end"),
        dimensions(context.queryParams("dimensions")),
        grain(context.queryParam("grain")),
        isTrue(context, "provisional"),
        cursor == null || cursor.isEmpty() ? null : MetricCursor.of(cursor),
        Page.limit(context));
  }

  private static MetricName metric(String name) {
    try {
      return MetricName.of(name);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(e.getMessage());
    }
  }

  @Nullable
  private static Instant instant(Context context, String name) {
    String text = context.queryParam(name);
    return text == null || text.isEmpty() ? null : MetricTimes.parse(name, text);
  }

  private static Map<String, String> dimensions(List<String> parameters) {
    Map<String, String> dimensions = new TreeMap<>();
    for (String parameter : parameters) {
      for (String dimension : COMMA.split(parameter, -1)) {
        int colon = dimension.indexOf(':');
        boolean repeated =
            colon > 0
                && dimensions.put(
                        dimension.substring(0, colon),
                        dimension.substring(colon + 1).replace("\\,", ","))
                    != null;
        if ((colon <= 0 && !parameter.isEmpty()) || repeated) {
          throw Problem.badRequest(
              "Cannot read '%s' in parameter 'dimensions'. Send each column once, with its value: country:US,device:ios."
                  .formatted(dimension));
        }
      }
    }
    return dimensions;
  }

  @Nullable
  private static Grain grain(@Nullable String name) {
    if (name == null || name.isEmpty()) {
      return null;
    }
    Grain grain = GRAINS.get(name.toLowerCase(Locale.ROOT));
    if (grain == null) {
      throw Problem.badRequest(
          "Parameter 'grain' is '%s'. Send minutely, hourly or daily.".formatted(name));
    }
    return grain;
  }

  private static boolean isTrue(Context context, String name) {
    String text = context.queryParam(name);
    if (text == null || text.isEmpty() || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw Problem.badRequest("Parameter '%s' is '%s'. Send true or false.".formatted(name, text));
  }

  private static boolean isKnown(@Nullable String tags, String tag) {
    return tags != null
        && Arrays.stream(tags.split(",", -1))
            .map(String::strip)
            // A proxy may have weakened it; for a read that is the same.
            .map(each -> each.startsWith("W/") ? each.substring(2) : each)
            .anyMatch(each -> each.equals(tag) || each.equals("*"));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
