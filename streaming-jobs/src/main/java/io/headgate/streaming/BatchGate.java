package io.headgate.streaming;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * Stops a query between two batches. Spark's own stop interrupts the batch in hand; behind this
 * gate the batch ends first, and the next one waits until Spark is told to stop.
 */
public final class BatchGate {
  private static final Duration POLL = Duration.ofMillis(50);

  /** A batch that waits for a component may never end; it is replayed at the next start. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean closed;
  private boolean busy;
  private boolean waiting;

  /** One batch. */
  @FunctionalInterface
  public interface Batch {
    void run() throws Exception;
  }

  /** Runs the batch, or waits for ever when the gate is closed. */
  public void pass(Batch batch) throws Exception {
    enter();
    try {
      batch.run();
    } finally {
      leave();
    }
  }

  /** Lets no more batches begin, and stops the query as soon as the one in hand is committed. */
  public void stop(StreamingQuery query) throws InterruptedException, TimeoutException {
    lock.lock();
    try {
      closed = true;
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      // A batch that has left is committed once the query idles or the next one waits.
      while (query.isActive()
          && !waiting
          && (busy || query.status().isTriggerActive())
          && System.nanoTime() < deadline) {
        boolean unused = changed.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
    query.stop();
  }

  private void enter() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      waiting = closed;
      changed.signalAll();
      while (closed) {
        changed.await();
      }
      busy = true;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      busy = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
