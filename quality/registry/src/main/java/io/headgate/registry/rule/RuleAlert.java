package io.headgate.registry.rule;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.contract.MetricName;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * That a rule has fired for a key, until it is resolved.
 *
 * @param ruleVersion the version that opened it
 * @param key value of each key column
 * @param windowStart begin of the window that opened it
 * @param value the metric's value in that window, or null where no event came
 * @param baseline what it was compared with beside the threshold, or null
 * @param flapping whether it is resolved only after some quiet windows
 * @param resolvedAt null while it lasts
 */
public record RuleAlert(
    long alertId,
    String ruleId,
    int ruleVersion,
    String pipeline,
    MetricName metricName,
    AlertCondition condition,
    double threshold,
    Map<String, String> key,
    Instant windowStart,
    Instant windowEnd,
    @Nullable Double value,
    @Nullable Double baseline,
    boolean flapping,
    Instant openedAt,
    @Nullable Instant resolvedAt,
    @Nullable Resolution resolution) {
  public RuleAlert {
    requireNonNull(ruleId);
    requireNonNull(pipeline);
    requireNonNull(metricName);
    requireNonNull(condition);
    key = Map.copyOf(key);
    requireNonNull(windowStart);
    requireNonNull(windowEnd);
    requireNonNull(openedAt);
  }

  /** Why an alert is over. */
  public enum Resolution {
    PASSED,
    RULE_CHANGED,
    RULE_DISABLED,
    RULE_DELETED,
    PIPELINE_RETIRED
  }

  /** What happened, in words. */
  public String text() {
    String of =
        key.isEmpty()
            ? ""
            : new TreeMap<>(key)
                .entrySet().stream()
                    .map(column -> column.getKey() + "=" + column.getValue())
                    .collect(joining(", ", " of ", ""));
    String text =
        "%s%s %s from %s to %s (rule %s)"
            .formatted(metricName, of, is(), windowStart, windowEnd, ruleId);
    return flapping
        ? text + ". It comes and goes: told again only after three quiet windows"
        : text;
  }

  private String is() {
    return switch (condition) {
      case GREATER_THAN -> "is %s, above %s,".formatted(number(value), number(threshold));
      case LESS_THAN -> "is %s, below %s,".formatted(number(value), number(threshold));
      case RATE_OF_CHANGE ->
          "is %s after %s, a change by more than a share of %s,"
              .formatted(number(value), number(baseline), number(threshold));
      case ABSENT -> "got no event";
      case Z_SCORE ->
          "is %s, more than %s standard deviations off the usual %s,"
              .formatted(number(value), number(threshold), number(baseline));
    };
  }

  private static String number(@Nullable Double value) {
    if (value == null) {
      return "nothing";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString(value.longValue())
        : Double.toString(value);
  }
}
