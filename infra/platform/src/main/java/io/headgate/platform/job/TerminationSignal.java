package io.headgate.platform.job;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.util.SignalUtils;

/**
 * Turns the first SIGTERM into a request to stop; a second one ends the process.
 *
 * <p>A JVM shutdown hook would not do: it runs beside those of Spark and of the log, which take the
 * session and the log away from the batch in hand, and the process ends with 143 whatever came of
 * it.
 */
final class TerminationSignal {
  private TerminationSignal() {}

  static void stops(StreamingJob job) {
    var received = new AtomicBoolean();
    SignalUtils.register(
        "TERM",
        () -> {
          boolean first = received.compareAndSet(false, true);
          if (first) {
            job.stop();
          }
          return first;
        });
  }
}
