package io.headgate.streaming.host;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Failure;
import io.headgate.platform.registry.Outbox;
import io.headgate.streaming.BatchGate;
import io.headgate.streaming.StreamingQueryPlan;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.annotation.Nullable;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one query running, on a thread of its own: one that fails is started again, with back-off.
 */
final class HostedQuery implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(HostedQuery.class);

  private final StreamingQueryPlan plan;
  private final Outbox ledger;
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final Thread thread;
  @Nullable private volatile Running running;

  private record Running(StreamingQuery query, BatchGate gate) {}

  HostedQuery(StreamingQueryPlan plan, Outbox ledger) {
    this.plan = plan;
    this.ledger = ledger;
    this.thread = new Thread(this::keepRunning, plan.name());
  }

  void start() {
    thread.start();
  }

  void check() {
    plan.check();
  }

  /** Lets the batch in hand finish, stops the query and waits until its thread has ended. */
  @Override
  public void close() {
    stopRequested.countDown();
    Running now = running;
    try {
      if (now != null) {
        now.gate().stop(now.query());
      } else {
        thread.interrupt();
      }
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.warn("Spark did not stop {} in time; its batch is replayed later.", plan.name(), e);
    }
    ledger.close();
    LOG.info("stopped query={}", plan.name());
  }

  private void keepRunning() {
    Backoff backoff = new Backoff();
    while (stopRequested.getCount() > 0) {
      long start = System.nanoTime();
      try {
        runOnce();
      } catch (Throwable thrown) {
        if (stopRequested.getCount() > 0) {
          Duration wait = backoff.after(Duration.ofNanos(System.nanoTime() - start));
          tell(thrown, wait);
          await(wait);
        }
      }
    }
  }

  private void runOnce() throws Exception {
    BatchGate gate = new BatchGate();
    StreamingQuery query = plan.start(gate);
    running = new Running(query, gate);
    LOG.info("started query={} query_id={}", plan.name(), query.id());
    if (stopRequested.getCount() == 0) {
      gate.stop(query);
    }
    try {
      query.awaitTermination();
    } finally {
      running = null;
    }
  }

  private void tell(Throwable thrown, Duration wait) {
    Failure failure = Failure.of(thrown);
    LOG.warn("failed query={} retry_in={} reason=\"{}\"", plan.name(), wait, failure.message());
    if (failure.exitCode() == ExitCode.BUG) {
      LOG.error("{} failed", plan.name(), thrown);
    }
  }

  private void await(Duration wait) {
    try {
      boolean unused = stopRequested.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      LOG.debug("The wait of {} was cut short.", plan.name());
    }
  }
}
