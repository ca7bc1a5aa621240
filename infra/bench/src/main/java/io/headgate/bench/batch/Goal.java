package io.headgate.bench.batch;

import java.util.Locale;
import java.util.Map;

/**
 * One ratio, and what it is to be.
 *
 * @param what it compares
 * @param measured the ratio
 * @param bound what it is held against
 * @param atLeast whether the bound is the least; else the most
 * @param figures what it was computed of, by name with unit
 */
public record Goal(
    String what, double measured, double bound, boolean atLeast, Map<String, Object> figures) {
  static Goal atLeast(String what, double measured, double bound, Map<String, Object> figures) {
    return new Goal(what, measured, bound, true, figures);
  }

  static Goal atMost(String what, double measured, double bound, Map<String, Object> figures) {
    return new Goal(what, measured, bound, false, figures);
  }

  public boolean reached() {
    return atLeast ? measured >= bound : measured <= bound;
  }

  /** For people: the ratio, the goal, and the figures below. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%-62s %8.2f  goal: %s %.1f  %s",
                what,
                measured,
                atLeast ? "at least" : "at most",
                bound,
                reached() ? "reached" : "MISSED"));
    figures.forEach((name, value) -> text.append("%n    %s: %s".formatted(name, value)));
    return text.toString();
  }
}
