package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

/**
 * A column of a session.
 *
 * @param name column
 * @param expression Spark SQL aggregate over the session's events, for example {@code min_by(page,
 *     happened_at)}
 */
public record Measure(String name, String expression) {
  public Measure {
    requireNonNull(name);
    requireNonNull(expression);
  }
}
