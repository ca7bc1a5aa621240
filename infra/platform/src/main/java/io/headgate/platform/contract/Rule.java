package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import javax.annotation.Nullable;

/**
 * What every event must satisfy.
 *
 * @param name stable name, told in quarantine and dead letters
 * @param expression Spark SQL over the event's fields as they were sent, before masking; true means
 *     valid, false and null mean broken
 * @param action what happens when it is broken; null means quarantine
 */
public record Rule(String name, String expression, @Nullable RuleAction action) {
  public Rule {
    requireNonNull(name);
    requireNonNull(expression);
    action = action == null ? RuleAction.QUARANTINE : action;
  }

  /** A rule that quarantines. */
  public Rule(String name, String expression) {
    this(name, expression, RuleAction.QUARANTINE);
  }
}
