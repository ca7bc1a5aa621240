package io.headgate.registry.gate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How many records may go to quarantine before somebody must look.
 *
 * @param window over the commits of how long
 * @param share of the records read, in [0, 1]
 * @param rows fewer are no matter, whatever their share
 */
public record DeadLetterLimit(Duration window, double share, long rows) {
  public static final DeadLetterLimit DEFAULT =
      new DeadLetterLimit(Duration.ofMinutes(10), 0.01, 100);

  public DeadLetterLimit {
    requireNonNull(window);
  }
}
