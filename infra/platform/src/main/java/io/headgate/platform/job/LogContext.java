package io.headgate.platform.job;

import java.util.HashMap;
import java.util.Map;
import javax.annotation.Nullable;
import org.slf4j.MDC;

/**
 * What the log lines of a thread are about, as long as something runs. Layouts show it on each
 * line, so messages need not repeat it. One may run inside another.
 */
public final class LogContext {
  private final Map<String, String> about;

  private LogContext(Map<String, String> about) {
    this.about = Map.copyOf(about);
  }

  /** Work that may fail. */
  @FunctionalInterface
  public interface Work<E extends Exception> {
    void run() throws E;
  }

  /** A streaming query, outside of its batches. */
  public static LogContext query(String pipeline, String query) {
    return new LogContext(Map.of("pipeline", pipeline, "query", query));
  }

  /** One micro-batch of a streaming query. */
  public static LogContext batch(String pipeline, String query, long epoch) {
    return new LogContext(
        Map.of("pipeline", pipeline, "query", query, "epoch", Long.toString(epoch)));
  }

  /**
   * One run of a batch job.
   *
   * @param run its key, perhaps abbreviated
   */
  public static LogContext run(String pipeline, String run) {
    return new LogContext(Map.of("pipeline", pipeline, "run", run));
  }

  /** Runs it with this on its log lines. */
  public <E extends Exception> void during(Work<E> work) throws E {
    Map<String, String> before = new HashMap<>();
    about.forEach(
        (key, value) -> {
          before.put(key, MDC.get(key));
          MDC.put(key, value);
        });
    try {
      work.run();
    } finally {
      before.forEach(LogContext::putBack);
    }
  }

  private static void putBack(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
