package io.headgate.streaming.alert;

import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.alert.AlertRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Judges a rule by the values of its metric. GREATER_THAN needs no more than what has come, so it
 * holds while the window is open; the others are judged of closed windows that were observed from
 * their begin. Where there is no value (no event of an average, NaN), only ABSENT can hold.
 */
final class Judgement {
  private final AlertRule rule;
  private final MetricValues values;
  private final JudgedTime time;
  private final Baselines baselines;

  /** The values of the same window in the weeks before, newest first; those that there are. */
  @FunctionalInterface
  interface Baselines {
    List<Double> of(Map<String, String> key, Instant start);
  }

  private Judgement(AlertRule rule, MetricValues values, JudgedTime time, Baselines baselines) {
    this.rule = rule;
    this.values = values;
    this.time = time;
    this.baselines = baselines;
  }

  /**
   * What the rule says, window by window, oldest first; nothing of windows of which it cannot say
   * anything yet, and of those that ended before the rule was as it is.
   *
   * @param alerted keys that fired before; they are judged though nothing came of them lately
   */
  static List<Verdict> of(
      AlertRule rule,
      MetricValues values,
      Set<Map<String, String>> alerted,
      JudgedTime time,
      Baselines baselines) {
    Judgement judgement = new Judgement(rule, values, time, baselines);
    Duration window = rule.window();
    Instant horizon = time.horizon();
    Instant from = rule.updatedAt().isAfter(horizon) ? rule.updatedAt() : horizon;
    Set<Map<String, String>> keys = judgement.keys(alerted);
    List<Verdict> verdicts = new ArrayList<>();
    for (Instant start = JudgedTime.windowOf(from, window);
        !start.isAfter(time.now());
        start = start.plus(window)) {
      for (Map<String, String> key : keys) {
        judgement.judge(key, start).ifPresent(verdicts::add);
      }
    }
    return verdicts;
  }

  /** Those that are known and that the rule is about. */
  private Set<Map<String, String>> keys(Set<Map<String, String>> alerted) {
    Set<Map<String, String>> keys = new LinkedHashSet<>(values.values().keySet());
    keys.addAll(alerted);
    if (rule.dimensions().keySet().equals(values.keyColumns())) {
      // It names the one key that it is about, or the metric has none.
      keys.add(rule.dimensions());
    }
    keys.removeIf(key -> !key.entrySet().containsAll(rule.dimensions().entrySet()));
    return keys;
  }

  private Optional<Verdict> judge(Map<String, String> key, Instant start) {
    boolean closed = time.isClosed(start.plus(rule.window()));
    boolean whole = time.isWhole(start);
    AlertCondition condition = rule.condition();
    if (condition == AlertCondition.GREATER_THAN) {
      Double value = values.at(key, start);
      boolean holds = value != null && value > rule.threshold();
      return holds || (closed && whole)
          ? verdict(key, start, holds, value, null)
          : Optional.empty();
    }
    if (condition == AlertCondition.ABSENT && values.hasEvents(key, start)) {
      return verdict(key, start, false, values.at(key, start), null);
    }
    if (!closed || !whole) {
      return Optional.empty();
    }
    Double value = values.at(key, start);
    return switch (condition) {
      case ABSENT -> verdict(key, start, true, null, null);
      case LESS_THAN -> verdict(key, start, value != null && value < rule.threshold(), value, null);
      case RATE_OF_CHANGE -> change(key, start, value);
      case Z_SCORE -> distance(key, start, value);
      case GREATER_THAN -> throw new IllegalStateException("It was judged before.");
    };
  }

  /** From zero every change is infinitely large, which tells nothing: it does not hold. */
  private Optional<Verdict> change(Map<String, String> key, Instant start, @Nullable Double value) {
    Instant before = start.minus(rule.window());
    Double earlier = values.at(key, before);
    if (!time.isWhole(before)) {
      return Optional.empty();
    }
    boolean holds =
        value != null
            && earlier != null
            && earlier != 0
            && Math.abs(value - earlier) / Math.abs(earlier) > rule.threshold();
    return verdict(key, start, holds, value, earlier);
  }

  private Optional<Verdict> distance(
      Map<String, String> key, Instant start, @Nullable Double value) {
    List<Double> before = value == null ? List.of() : baselines.of(key, start);
    if (before.size() < Baseline.LEAST_VALUES) {
      return verdict(key, start, false, value, null);
    }
    Baseline baseline = Baseline.of(before);
    return verdict(key, start, baseline.distance(value) > rule.threshold(), value, baseline.mean());
  }

  private static Optional<Verdict> verdict(
      Map<String, String> key,
      Instant start,
      boolean holds,
      @Nullable Double value,
      @Nullable Double baseline) {
    return Optional.of(new Verdict(key, start, holds, value, baseline));
  }
}
