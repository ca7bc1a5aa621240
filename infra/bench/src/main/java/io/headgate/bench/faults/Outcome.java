package io.headgate.bench.faults;

import java.time.Duration;
import javax.annotation.Nullable;

/**
 * How one round of a scenario ended.
 *
 * @param happened what the fault did, or why it did not come about
 * @param recovery from the end of the fault until all events were read; null when that never was
 * @param verdict {@code passed}, or what is wrong
 */
record Outcome(
    String scenario, int round, String happened, @Nullable Duration recovery, String verdict) {
  static final String PASSED = "passed";

  boolean passed() {
    return verdict.equals(PASSED);
  }
}
