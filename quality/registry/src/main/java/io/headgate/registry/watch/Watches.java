package io.headgate.registry.watch;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs every watch at its interval; one that fails is run again the next time. */
public final class Watches implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

  /** Alerts wait for others' servers, and must not hold up what looks at the data. */
  private static final int THREADS = 4;

  private static final Duration STOP = Duration.ofSeconds(5);

  private final AtomicInteger started = new AtomicInteger();
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "watch-" + started.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });
  private final Clock clock;

  public Watches(Clock clock) {
    this.clock = clock;
  }

  /** Looks from now on, with a pause of {@code interval} between two looks. */
  public Watches every(Duration interval, Watch watch) {
    var unused =
        timer.scheduleWithFixedDelay(
            () -> look(watch), interval.toMillis(), interval.toMillis(), MILLISECONDS);
    return this;
  }

  private void look(Watch watch) {
    try {
      watch.look(clock.instant());
    } catch (RuntimeException e) {
      // What a stop interrupts is looked at again after the next start.
      if (!timer.isShutdown()) {
        LOG.warn("{} could not look: {}", watch.getClass().getSimpleName(), e.getMessage());
      }
    }
  }

  /** Lets a look that is under way come to its end, for a few seconds. */
  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException e) {
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
