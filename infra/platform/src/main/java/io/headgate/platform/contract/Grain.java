package io.headgate.platform.contract;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalUnit;

/** The width of a rollup's windows, and so of its partitions. */
public enum Grain {
  HOURLY(ChronoUnit.HOURS, 13),
  DAILY(ChronoUnit.DAYS, 10);

  private final ChronoUnit unit;
  private final int keyLength;

  Grain(ChronoUnit unit, int keyLength) {
    this.unit = unit;
    this.keyLength = keyLength;
  }

  public TemporalUnit unit() {
    return unit;
  }

  public boolean isAligned(Instant instant) {
    return instant.equals(instant.truncatedTo(unit));
  }

  /**
   * Partition key of the window that begins at {@code windowStart}: {@code 2026-11-12T05} or {@code
   * 2026-11-12}.
   */
  public String partitionKey(Instant windowStart) {
    return windowStart.toString().substring(0, keyLength);
  }
}
