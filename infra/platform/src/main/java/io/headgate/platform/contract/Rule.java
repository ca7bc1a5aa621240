package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

/**
 * What every event must satisfy; one that does not is quarantined.
 *
 * @param name stable name, told in quarantine and dead letters
 * @param expression Spark SQL over the event's fields; true means valid, false and null mean broken
 */
public record Rule(String name, String expression) {
  public Rule {
    requireNonNull(name);
    requireNonNull(expression);
  }
}
