package io.headgate.platform.batch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How far a backfill is, and how long it rests so that it keeps its rate. Not thread-safe. */
public final class Pace {
  private final long maxRate;
  private final Clock clock;
  private final Instant startedAt;
  private long all;
  private long done;

  /**
   * Begins now.
   *
   * @param maxRate records per second, 1 or more
   * @param all records that there are
   */
  public Pace(long maxRate, Clock clock, long all) {
    this.maxRate = maxRate;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.all = all;
  }

  /**
   * As {@link #done}, of what turned out to be done already: it took nothing, and earns no rest.
   */
  public String skipped(long more) {
    all -= more;
    return done(0);
  }

  /** Counts what was done, and says how far it is and how long the rest will take. */
  public String done(long more) {
    done += more;
    Duration taken = Duration.between(startedAt, clock.instant());
    Duration atRate = atRate();
    long nanos = Math.max(taken.compareTo(atRate) > 0 ? taken.toNanos() : atRate.toNanos(), 1);
    long rest = Math.round((double) nanos / Math.max(1, done) * Math.max(0, all - done) / 1e9);
    return "done=%d of=%d rest=%s".formatted(done, all, Duration.ofSeconds(rest));
  }

  /** Returns when the rate allows more. */
  public void pause() throws InterruptedException {
    Duration ahead = atRate().minus(Duration.between(startedAt, clock.instant()));
    if (done < all && !ahead.isNegative()) {
      Thread.sleep(ahead.toMillis());
    }
  }

  private Duration atRate() {
    return Duration.ofMillis(done * 1000 / maxRate);
  }
}
