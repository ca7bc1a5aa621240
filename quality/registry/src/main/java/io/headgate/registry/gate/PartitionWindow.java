package io.headgate.registry.gate;

import io.headgate.platform.contract.Grain;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** The time that a partition covers, half-open, in UTC. */
public record PartitionWindow(Instant start, Instant end) {
  private static final String DATE_COLUMN = "event_date=";

  public static PartitionWindow of(Grain grain, Instant start) {
    return new PartitionWindow(start, grain.partitionEnd(start));
  }

  public boolean contains(Instant instant) {
    return !instant.isBefore(start) && instant.isBefore(end);
  }

  /**
   * Reads a key such as {@code event_date=2026-11-12}, {@code 2026-11-12} or {@code 2026-11-12T05};
   * empty for one that names no time.
   */
  public static Optional<PartitionWindow> parse(String partitionKey) {
    String time =
        partitionKey.startsWith(DATE_COLUMN)
            ? partitionKey.substring(DATE_COLUMN.length())
            : partitionKey;
    return switch (time.length()) {
      case 10 -> parse(Grain.DAILY, time, "T00:00:00Z");
      case 13 -> parse(Grain.HOURLY, time, ":00:00Z");
      default -> Optional.empty();
    };
  }

  private static Optional<PartitionWindow> parse(Grain grain, String time, String rest) {
    try {
      Instant start = Instant.parse(time + rest);
      // Java takes hour 24 for the next day.
      return grain.partitionKey(start).equals(time)
          ? Optional.of(of(grain, start))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
