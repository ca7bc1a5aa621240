package io.headgate.registry.rule;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.alert.AlertRule;
import java.time.Instant;

/**
 * One version of a rule.
 *
 * @param rule as it was from then on
 * @param changedBy name of the key that made it
 */
public record RuleVersion(AlertRule rule, Change change, Instant changedAt, String changedBy) {
  public RuleVersion {
    requireNonNull(rule);
    requireNonNull(change);
    requireNonNull(changedAt);
    requireNonNull(changedBy);
  }

  /** What made the version. */
  public enum Change {
    CREATED,
    CHANGED,
    DELETED
  }
}
