package io.headgate.streaming.host;

import java.time.Duration;

/**
 * How long to wait before a failed query is started again: twice as long each time, and from the
 * beginning once it has become healthy.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private Duration next = FIRST;

  /** The wait after one more failure. */
  Duration afterFailure() {
    Duration wait = next;
    Duration twice = wait.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return wait;
  }

  /** The query finished a batch: what failed before has passed. */
  void reset() {
    next = FIRST;
  }
}
