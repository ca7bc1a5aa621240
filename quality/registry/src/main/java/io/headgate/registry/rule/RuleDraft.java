package io.headgate.registry.rule;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.http.Problem;
import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.contract.ClosestName;
import io.headgate.platform.contract.MetricName;
import io.headgate.platform.registry.Json;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A rule as somebody asks for it; see {@link AlertRule} for the fields. That each field may have
 * its value is checked here, and that its names are known in {@link RuleReview}.
 */
public record RuleDraft(
    MetricName metricName,
    AlertCondition condition,
    double threshold,
    long windowSeconds,
    Map<String, String> dimensions,
    String notificationChannel,
    boolean enabled) {
  private static final List<String> FIELDS =
      List.of(
          "metric_name",
          "condition",
          "threshold",
          "window_seconds",
          "dimensions",
          "notification_channel",
          "enabled");

  /** Stand in answers, so that what was read may be sent back. */
  private static final Set<String> NOT_SENT =
      Set.of("rule_id", "version", "pipeline", "created_at", "updated_at");

  /** The stream keeps buckets of so many seconds. */
  private static final int BUCKET_SECONDS = 5;

  private static final long LONGEST_WINDOW_SECONDS = 24 * 3600;
  private static final int LONGEST_TEXT = 1000;

  public RuleDraft {
    requireNonNull(metricName);
    requireNonNull(condition);
    dimensions = Map.copyOf(dimensions);
    requireNonNull(notificationChannel);
  }

  public static RuleDraft of(AlertRule rule) {
    return new RuleDraft(
        rule.metricName(),
        rule.condition(),
        rule.threshold(),
        rule.windowSeconds(),
        rule.dimensions(),
        rule.notificationChannel(),
        rule.enabled());
  }

  /** This one with the fields that are sent in the place of its own. */
  public RuleDraft with(ObjectNode fields) {
    ObjectNode merged = Json.MAPPER.valueToTree(this);
    merged.setAll(fields);
    return read(merged);
  }

  /**
   * Reads a rule that is sent.
   *
   * @throws Problem that names the field, its value and the remedy
   */
  public static RuleDraft read(ObjectNode sent) {
    refuseUnknown(sent);
    AlertCondition condition = condition(sent);
    return new RuleDraft(
        metricName(sent),
        condition,
        threshold(sent, condition),
        windowSeconds(sent),
        dimensions(sent),
        text(
            sent,
            "notification_channel",
            "Send pagerduty://<team>, slack://<team> or an http address."),
        enabled(sent));
  }

  /** Whether the same numbers are judged by the same measure, wherever that is told. */
  public boolean judgesAs(RuleDraft other) {
    return metricName.equals(other.metricName)
        && condition == other.condition
        && threshold == other.threshold
        && windowSeconds == other.windowSeconds
        && dimensions.equals(other.dimensions);
  }

  public RuleDraft disabled() {
    return new RuleDraft(
        metricName, condition, threshold, windowSeconds, dimensions, notificationChannel, false);
  }

  private static void refuseUnknown(ObjectNode sent) {
    Iterator<String> names = sent.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!FIELDS.contains(name) && !NOT_SENT.contains(name)) {
        throw RuleField.wrong(
            name, sent.get(name), "A rule has no such field. " + ClosestName.remedy(name, FIELDS));
      }
    }
  }

  private static MetricName metricName(ObjectNode sent) {
    String text = text(sent, "metric_name", "Send <aggregate>.<measure>.");
    try {
      return MetricName.of(text);
    } catch (IllegalArgumentException e) {
      throw RuleField.wrong(
          "metric_name",
          text,
          "Send an aggregate, a dot and one of its measures, for example departures_by_origin_hourly.flights.");
    }
  }

  private static AlertCondition condition(ObjectNode sent) {
    List<String> known = Arrays.stream(AlertCondition.values()).map(Enum::name).toList();
    String remedy = "Send one of " + String.join(", ", known) + ".";
    String text = text(sent, "condition", remedy);
    if (!known.contains(text)) {
      throw RuleField.wrong("condition", text, remedy);
    }
    return AlertCondition.valueOf(text);
  }

  private static double threshold(ObjectNode sent, AlertCondition condition) {
    JsonNode value = sent.path("threshold");
    if (value.isNull() || value.isMissingNode()) {
      if (condition == AlertCondition.ABSENT) {
        return 0;
      }
      throw RuleField.missing("threshold", "Send a number.");
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw RuleField.wrong("threshold", value, "Send a finite number.");
    }
    boolean isDistance =
        condition == AlertCondition.RATE_OF_CHANGE || condition == AlertCondition.Z_SCORE;
    if (isDistance && value.doubleValue() <= 0) {
      throw RuleField.wrong(
          "threshold", value, "With condition %s, send a number above 0.".formatted(condition));
    }
    return value.doubleValue();
  }

  private static long windowSeconds(ObjectNode sent) {
    String remedy =
        "Send a multiple of %d from %d to %d (a day)."
            .formatted(BUCKET_SECONDS, BUCKET_SECONDS, LONGEST_WINDOW_SECONDS);
    JsonNode value = sent.path("window_seconds");
    if (value.isNull() || value.isMissingNode()) {
      throw RuleField.missing("window_seconds", remedy);
    }
    boolean fits =
        value.isIntegralNumber()
            && value.canConvertToLong()
            && value.longValue() >= BUCKET_SECONDS
            && value.longValue() <= LONGEST_WINDOW_SECONDS
            && value.longValue() % BUCKET_SECONDS == 0;
    if (!fits) {
      throw RuleField.wrong("window_seconds", value, remedy);
    }
    return value.longValue();
  }

  private static Map<String, String> dimensions(ObjectNode sent) {
    String remedy =
        "Send an object of a text for each key column, for example {\"origin\": \"ORD\"}.";
    JsonNode value = sent.path("dimensions");
    if (value.isNull() || value.isMissingNode()) {
      return Map.of();
    }
    if (!value.isObject()) {
      throw RuleField.wrong("dimensions", value, remedy);
    }
    Map<String, String> dimensions = new TreeMap<>();
    value
        .fields()
        .forEachRemaining(
            column -> {
              JsonNode is = column.getValue();
              if (!is.isTextual() || is.textValue().length() > LONGEST_TEXT) {
                throw RuleField.wrong("dimensions." + column.getKey(), is, remedy);
              }
              dimensions.put(column.getKey(), is.textValue());
            });
    return dimensions;
  }

  private static boolean enabled(ObjectNode sent) {
    JsonNode value = sent.path("enabled");
    if (value.isNull() || value.isMissingNode()) {
      return true;
    }
    if (!value.isBoolean()) {
      throw RuleField.wrong("enabled", value, "Send true or false.");
    }
    return value.booleanValue();
  }

  private static String text(ObjectNode sent, String field, String remedy) {
    JsonNode value = sent.path(field);
    if (value.isNull() || value.isMissingNode()) {
      throw RuleField.missing(field, remedy);
    }
    if (!value.isTextual() || value.textValue().length() > LONGEST_TEXT) {
      throw RuleField.wrong(field, value, remedy);
    }
    return value.textValue();
  }
}
