package io.headgate.platform.contract;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalUnit;

/** The width of a rollup's windows, and of the partitions that hold them; the finest first. */
public enum Grain {
  /** An hour of its windows is one partition: a partition per minute would be all small files. */
  MINUTELY(ChronoUnit.MINUTES, ChronoUnit.HOURS, 13),
  HOURLY(ChronoUnit.HOURS, ChronoUnit.HOURS, 13),
  DAILY(ChronoUnit.DAYS, ChronoUnit.DAYS, 10);

  private final ChronoUnit windowUnit;
  private final ChronoUnit unit;
  private final int keyLength;

  Grain(ChronoUnit windowUnit, ChronoUnit unit, int keyLength) {
    this.windowUnit = windowUnit;
    this.unit = unit;
    this.keyLength = keyLength;
  }

  /** Width of a partition; what is computed, checked and published at once. */
  public TemporalUnit unit() {
    return unit;
  }

  /** Width of a window; at most that of a partition. */
  public ChronoUnit windowUnit() {
    return windowUnit;
  }

  /** Whether a rollup of this grain can be made of one of the other. */
  public boolean isCoarserThan(Grain other) {
    return windowUnit.compareTo(other.windowUnit) > 0;
  }

  /**
   * How long a day of raw must outlast its own end, and longer, for every window that looks so far
   * back to find it when the window is over. A day that is read in part is needed as a whole, so
   * the look-back counts in whole partitions.
   */
  public Duration outlasting(Duration lookBack) {
    Duration width = unit.getDuration();
    return width.multipliedBy(lookBack.plus(width).minusNanos(1).dividedBy(width));
  }

  public boolean isAligned(Instant instant) {
    return instant.equals(partitionStart(instant));
  }

  /** Start of the partition that an instant falls into. */
  public Instant partitionStart(Instant instant) {
    return instant.truncatedTo(unit);
  }

  /** End, exclusive, of the partition that begins at an instant. */
  public Instant partitionEnd(Instant partitionStart) {
    return partitionStart.plus(1, unit);
  }

  /**
   * Key of the partition that holds the window which begins at {@code windowStart}: {@code
   * 2026-11-12T05} or {@code 2026-11-12}.
   */
  public String partitionKey(Instant windowStart) {
    return windowStart.toString().substring(0, keyLength);
  }
}
