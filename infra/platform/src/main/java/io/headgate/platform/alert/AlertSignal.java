package io.headgate.platform.alert;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * What a rule says of one key in one window. A repeat changes nothing.
 *
 * @param ruleId the rule
 * @param ruleVersion the version that was judged
 * @param key value of each key column; empty for a rule on a metric without any
 * @param windowStart begin of the window
 * @param windowEnd end of the window, exclusive
 * @param state whether the condition holds
 * @param value the metric's value, or null where no event came
 * @param baseline what it was compared with beside the threshold (the window before, or the mean of
 *     weeks), or null
 * @param judgedAt when
 */
public record AlertSignal(
    String ruleId,
    int ruleVersion,
    Map<String, String> key,
    Instant windowStart,
    Instant windowEnd,
    State state,
    @Nullable Double value,
    @Nullable Double baseline,
    Instant judgedAt) {
  public AlertSignal {
    requireNonNull(ruleId);
    key = Map.copyOf(key);
    requireNonNull(windowStart);
    requireNonNull(windowEnd);
    requireNonNull(state);
    requireNonNull(judgedAt);
  }

  /** Whether the condition holds. */
  public enum State {
    FIRING,
    PASSED
  }
}
