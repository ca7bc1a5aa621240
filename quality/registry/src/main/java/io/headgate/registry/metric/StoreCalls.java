package io.headgate.registry.metric;

import io.headgate.http.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to one store, a few at once, a few more that wait for their turn, and each for a
 * limited time in all, so that a store that hangs takes neither the threads of the service nor
 * those of the other store. Every failure is a 503 that names the store.
 */
final class StoreCalls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreCalls.class);
  private static final int AT_ONCE = 6;
  private static final int WAITING = 24;
  private static final int RETRY_AFTER_SECONDS = 5;
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final String store;
  private final Duration timeLimit;
  private final ThreadPoolExecutor threads;

  StoreCalls(String store, Duration timeLimit) {
    this.store = store;
    this.timeLimit = timeLimit;
    this.threads =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "metrics-" + store);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** A question, asked on a thread of its own. */
  interface Question<T> {
    /**
     * Asks it.
     *
     * @param stop is told how the question is taken back while it is under way
     */
    T ask(Stop stop) throws Exception;
  }

  /** How a question that takes too long is taken back. */
  static final class Stop {
    private Runnable action = () -> {};
    private boolean begun;
    private boolean stopped;

    private synchronized void begin() {
      begun = true;
    }

    private synchronized boolean isBegun() {
      return begun;
    }

    synchronized void by(Runnable how) {
      action = how;
      if (stopped) {
        how.run();
      }
    }

    synchronized void now() {
      stopped = true;
      action.run();
    }
  }

  /** A question under way. */
  interface Answer<T> {
    /** Waits for what the store says; a 503 if it does not. */
    T get();

    /** Ends it where nobody wants to know any more; nothing if it has been answered. */
    default void takeBack() {}

    default <R> Answer<R> map(Function<T, R> mapping) {
      return () -> mapping.apply(get());
    }
  }

  private final class UnderWay<T> implements Answer<T> {
    private final Future<T> future;
    private final Stop stop;
    private final long deadline = System.nanoTime() + timeLimit.toNanos();

    private UnderWay(Future<T> future, Stop stop) {
      this.future = future;
      this.stop = stop;
    }

    @Override
    public T get() {
      try {
        return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        boolean begun = stop.isBegun();
        takeBack();
        throw begun
            ? down(
                "did not answer within %d s".formatted(timeLimit.toSeconds()),
                "Ask for fewer windows, or try again.")
            : down(
                "was busy with other questions for %d s".formatted(timeLimit.toSeconds()),
                "Try again.");
      } catch (InterruptedException e) {
        takeBack();
        Thread.currentThread().interrupt();
        throw down("was not waited for", "Try again.");
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Problem problem) {
          throw problem;
        }
        if (e.getCause() instanceof IOException) {
          // Asked again and again while the store is away, a trace each time would tell no more.
          LOG.warn("{} did not answer a question of a metric: {}", store, e.getCause().toString());
        } else {
          LOG.error("{} did not answer a question of a metric", store, e.getCause());
        }
        throw down("does not answer", "Try again; start it if it is stopped.");
      }
    }

    @Override
    public void takeBack() {
      if (!future.isDone()) {
        stop.now();
        future.cancel(true);
      }
    }
  }

  <T> Answer<T> start(Question<T> question) {
    Stop stop = new Stop();
    try {
      return new UnderWay<>(
          threads.submit(
              () -> {
                stop.begin();
                return question.ask(stop);
              }),
          stop);
    } catch (RejectedExecutionException e) {
      throw down(
          "has %d questions under way and %d that wait".formatted(AT_ONCE, WAITING), "Try again.");
    }
  }

  /** A 503 with the reason. */
  Problem down(String reason, String remedy) {
    return new Problem(
        503,
        "Store down",
        "Cannot read the metric: %s %s. %s".formatted(store, reason, remedy),
        Map.of("store", store, "retry_after_seconds", RETRY_AFTER_SECONDS));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
