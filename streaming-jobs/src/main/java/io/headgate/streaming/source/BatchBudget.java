package io.headgate.streaming.source;

import io.headgate.platform.job.Settings;
import java.time.Duration;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;

/**
 * How many records the next batch of a query may have, so that it lasts about as long as is wanted:
 * from what the last full batch cost. It starts small, since nobody knows what a record costs, and
 * a batch that had fewer records than it might have says nothing about one that is full.
 * Thread-safe.
 */
public final class BatchBudget {
  /** A batch costs something before its first record, so small ones look dearer than they are. */
  private static final double MOST_GROWTH = 4;

  private static final double LEAST_SHRINKING = 0.25;

  /** A batch with this share of what it might have had is full. */
  private static final double FULL = 0.9;

  /** Of the first batch, and the least that every batch may have. */
  private static final long LEAST_OF_STREAM = 100_000;

  private static final long LEAST_OF_FILES = 200_000;

  /** Longer, so that a backlog becomes fewer files; events are in the lake within a minute. */
  private static final Duration FILES = Duration.ofSeconds(15);

  private final Duration target;
  private final Duration patience;
  private final long least;
  private final long most;
  private long next;

  /** A budget whose batches begin as soon as there is anything to read. */
  BatchBudget(Duration target, long least, long most) {
    this(target, Duration.ZERO, least, most);
  }

  /**
   * @param target how long a batch should last
   * @param patience how long fewer than {@code least} records wait for more of them
   * @param least records that a batch may always have, and the first may have
   * @param most records that no batch may exceed
   */
  private BatchBudget(Duration target, Duration patience, long least, long most) {
    if (target.isNegative() || target.isZero() || least < 1) {
      throw new IllegalArgumentException(
          "No budget: target %s, at least %d records".formatted(target, least));
    }
    this.target = target;
    this.patience = patience;
    this.most = Math.max(most, 1);
    this.least = Math.min(least, this.most);
    this.next = this.least;
  }

  /** For batches through Spark's state. */
  public static BatchBudget ofStream(Settings settings) {
    return new BatchBudget(
        settings.streamsBatchTarget(), LEAST_OF_STREAM, settings.streamsMaxOffsetsPerTrigger());
  }

  /** For batches that become files. */
  public static BatchBudget ofFiles(Settings settings) {
    return new BatchBudget(
        FILES,
        settings.streamsCommitInterval(),
        LEAST_OF_FILES,
        settings.streamsMaxOffsetsPerTrigger());
  }

  /** What Spark's Kafka source is told about the next batch. */
  ReadLimit limit() {
    ReadLimit atMost = ReadLimit.maxRows(next());
    return patience.isZero()
        ? atMost
        : ReadLimit.compositeLimit(
            new ReadLimit[] {ReadLimit.minRows(least, patience.toMillis()), atMost});
  }

  /** Records that the next batch may have. */
  public synchronized long next() {
    return next;
  }

  /** A batch is done. */
  public synchronized void spent(long records, Duration took) {
    next = next(next, records, took, target, least, most);
  }

  /** The budget behind a batch that might have had {@code allowed} records. */
  static long next(
      long allowed, long records, Duration took, Duration target, long least, long most) {
    double ratio = (double) target.toNanos() / Math.max(took.toNanos(), 1);
    if (records <= 0 || (records < FULL * allowed && ratio >= 1)) {
      return allowed;
    }
    double factor = Math.min(MOST_GROWTH, Math.max(LEAST_SHRINKING, ratio));
    return Math.max(least, Math.min(most, Math.round(records * factor)));
  }
}
