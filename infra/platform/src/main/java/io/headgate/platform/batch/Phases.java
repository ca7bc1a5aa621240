package io.headgate.platform.batch;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Measures where a run's time goes. */
final class Phases {
  private final Map<String, Duration> taken = new LinkedHashMap<>();

  <T> T time(String phase, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      taken.merge(phase, Duration.ofNanos(System.nanoTime() - start), Duration::plus);
    }
  }

  void run(String phase, Runnable work) {
    time(
        phase,
        () -> {
          work.run();
          return true;
        });
  }

  /** Time per phase, in the order in which they began. */
  Map<String, Duration> taken() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(taken));
  }
}
