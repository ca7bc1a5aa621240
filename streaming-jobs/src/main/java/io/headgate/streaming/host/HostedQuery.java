package io.headgate.streaming.host;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Failure;
import io.headgate.platform.job.LogContext;
import io.headgate.platform.registry.BatchProgress;
import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.streaming.BatchGate;
import io.headgate.streaming.StreamingQueryPlan;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import javax.annotation.Nullable;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one query running, on a thread of its own: one that fails is started again, with back-off,
 * unless that cannot help.
 */
final class HostedQuery implements Stoppable, Reported {
  private static final Logger LOG = LoggerFactory.getLogger(HostedQuery.class);

  private final StreamingQueryPlan plan;
  @Nullable private final Outbox ledger;
  private final QuerySource source;
  private final Clock clock;
  private final QueryReporter reporter;
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final Thread thread;
  private final Backoff backoff = new Backoff();
  @Nullable private volatile Running running;
  @Nullable private volatile BatchProgress batch;
  private Standing standing;
  private volatile boolean over;

  private record Running(StreamingQuery query, BatchGate gate) {}

  /**
   * @param ledger closed with the query; null for a query without
   */
  HostedQuery(
      StreamingQueryPlan plan,
      @Nullable Outbox ledger,
      QuerySource source,
      Clock clock,
      QueryReporter reporter) {
    this.plan = plan;
    this.ledger = ledger;
    this.source = source;
    this.clock = clock;
    this.reporter = reporter;
    this.standing = Standing.starting(clock.instant());
    this.thread = new Thread(this::run, plan.name());
  }

  void start() {
    reporter.watch(this);
    thread.start();
  }

  @Override
  public String name() {
    return plan.name();
  }

  @Override
  public QuerySource source() {
    return source;
  }

  /** Where it stands now. It runs once it has finished a trigger, not when it was merely begun. */
  synchronized Standing standing() {
    Running now = running;
    if (standing.state() == QueryState.RESTARTING
        && now != null
        && now.query().lastProgress() != null) {
      standing = standing.running(clock.instant());
    }
    return standing;
  }

  @Override
  public QueryReport report(List<PartitionLag> lag) {
    Standing now = standing();
    return new QueryReport(
        plan.name(),
        source.pipeline(),
        now.state(),
        now.reason(),
        now.remedy(),
        now.since(),
        now.restarts(),
        lag,
        clock.instant(),
        newestBatch());
  }

  /** Of an earlier start while this one has finished none. */
  @Nullable
  private BatchProgress newestBatch() {
    Running now = running;
    if (now != null) {
      FinishedBatches.newest(List.of(now.query().recentProgress()))
          .ifPresent(newest -> batch = newest);
    }
    return batch;
  }

  void check() {
    plan.check();
  }

  boolean isOutdated() {
    return plan.isOutdated();
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
    if (ledger != null) {
      ledger.close();
    }
    change(standing -> standing.stopped(clock.instant()));
    LOG.info("stopped query={}", plan.name());
  }

  /** It was closed for good, as its pipeline is retired. */
  void end() {
    over = true;
    change(standing -> standing.ended(clock.instant()));
  }

  @Override
  public boolean isOver() {
    return over;
  }

  private void run() {
    LogContext.query(source.pipeline(), plan.name()).during(this::keepRunning);
  }

  private void keepRunning() {
    boolean worthIt = true;
    while (worthIt && stopRequested.getCount() > 0) {
      try {
        runOnce();
      } catch (Throwable thrown) {
        worthIt = stopRequested.getCount() > 0 && mayPass(thrown);
      }
    }
  }

  /** Waits before the next start, or tells that there is none. */
  private boolean mayPass(Throwable thrown) {
    Optional<FinalFailure> fatal = FinalFailure.in(thrown);
    if (fatal.isPresent()) {
      change(standing -> standing.failedForGood(fatal.get().failure(), clock.instant()));
      Standing failed = standing();
      LOG.error(
          "failed for good query={} exit_code={} reason=\"{}\" remedy=\"{}\"",
          plan.name(),
          fatal.get().failure().exitCode().code(),
          failed.reason(),
          failed.remedy());
      return false;
    }
    Failure failure = Failure.of(thrown);
    Duration wait = backoff.afterFailure();
    change(standing -> standing.failedForNow(failure, clock.instant()));
    LOG.warn("failed query={} retry_in={} reason=\"{}\"", plan.name(), wait, failure.message());
    if (failure.exitCode() == ExitCode.BUG) {
      LOG.error("{} failed", plan.name(), thrown);
    }
    await(wait);
    return true;
  }

  private void change(UnaryOperator<Standing> change) {
    synchronized (this) {
      standing = change.apply(standing);
    }
    reporter.wake();
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
      if (query.lastProgress() != null) {
        backoff.reset();
        BatchProgress unused = newestBatch();
      }
      running = null;
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
