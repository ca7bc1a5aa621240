package io.headgate.streaming.host;

import io.headgate.platform.job.Failure;
import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * A pipeline of which a version could not be opened, so that it has no queries that could say so.
 * It is told under the name {@code pipeline:<name>} until it is opened.
 */
final class RefusedPipeline implements Reported {
  private final String pipeline;
  private final Clock clock;
  private final Backoff backoff = new Backoff();
  private int version;
  private Instant retryAt = Instant.MIN;
  private Standing standing;
  private boolean over;

  RefusedPipeline(String pipeline, Clock clock) {
    this.pipeline = pipeline;
    this.clock = clock;
    this.standing = Standing.starting(clock.instant());
  }

  /** Whether it is time to try this version, again or for the first time. */
  synchronized boolean isDue(int wanted) {
    return wanted != version || !clock.instant().isBefore(retryAt);
  }

  /** It could not be opened; it is tried again later. */
  synchronized void refused(int tried, Failure failure) {
    Instant now = clock.instant();
    if (tried != version) {
      backoff.reset();
    }
    version = tried;
    retryAt = now.plus(backoff.afterFailure());
    Instant since = standing.state() == QueryState.FAILED ? standing.since() : now;
    standing = new Standing(QueryState.FAILED, failure, since, standing.restarts() + 1);
  }

  /** It is open, so what it was refused for has passed. */
  synchronized void opened() {
    if (standing.state() == QueryState.FAILED) {
      standing = standing.running(clock.instant());
      backoff.reset();
    }
  }

  synchronized void stopped() {
    standing = standing.stopped(clock.instant());
  }

  /** It is retired, so nobody wants it open any more. */
  synchronized void ended() {
    standing = standing.ended(clock.instant());
    over = true;
  }

  @Override
  public synchronized boolean isOver() {
    return over;
  }

  synchronized boolean isRefused() {
    return standing.state() == QueryState.FAILED;
  }

  @Override
  public String name() {
    return "pipeline:" + pipeline;
  }

  @Override
  @Nullable
  public QuerySource source() {
    return null;
  }

  @Override
  public synchronized QueryReport report(List<PartitionLag> lag) {
    return new QueryReport(
        name(),
        pipeline,
        standing.state(),
        isRefused()
            ? "Cannot open version %d; it is tried again, and an earlier version that runs goes on. %s"
                .formatted(version, standing.reason())
            : null,
        standing.remedy(),
        standing.since(),
        standing.restarts(),
        lag,
        clock.instant());
  }
}
