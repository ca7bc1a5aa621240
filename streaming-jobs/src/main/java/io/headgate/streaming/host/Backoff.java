package io.headgate.streaming.host;

import java.time.Duration;

/**
 * How long to wait before a failed query is started again: twice as long each time, and from the
 * beginning once it has run well for a while.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration HEALTHY = Duration.ofMinutes(2);

  private Duration next = FIRST;

  /** The wait after a failure that ended a run of the given length. */
  Duration after(Duration run) {
    if (run.compareTo(HEALTHY) >= 0) {
      next = FIRST;
    }
    Duration wait = next;
    Duration twice = wait.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return wait;
  }
}
