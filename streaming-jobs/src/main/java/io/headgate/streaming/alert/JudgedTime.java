package io.headgate.streaming.alert;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * Which time rules are judged for. Windows that ended long before {@code now} are of the past and
 * never judged, so a replay, a backlog and events of last year fire nothing.
 *
 * @param now the wall clock
 * @param readUntil all records that were in Kafka at this time have been read
 * @param since all records that came to Kafka from this time on have been read
 */
record JudgedTime(Instant now, Instant readUntil, Instant since) {
  /** How long after its end a window is open for events on their way. */
  static final Duration GRACE = Duration.ofSeconds(5);

  /** How long after its grace a window is judged, whatever its width. */
  private static final Duration JUDGED = Duration.ofMinutes(10);

  JudgedTime {
    requireNonNull(now);
    requireNonNull(readUntil);
    requireNonNull(since);
  }

  /** Windows that end later than this are judged. */
  Instant horizon() {
    return now.minus(GRACE).minus(JUDGED);
  }

  /** Begin of the oldest window that is judged. */
  Instant oldest(Duration window) {
    return windowOf(horizon(), window);
  }

  /** Where the buckets begin that are needed: keys of some earlier windows are known too. */
  Instant loadedFrom(Duration window) {
    Duration two = window.multipliedBy(2);
    return oldest(window).minus(two.compareTo(JUDGED) > 0 ? two : JUDGED);
  }

  /** Whether nothing more is awaited of the window. */
  boolean isClosed(Instant end) {
    return !end.plus(GRACE).isAfter(readUntil);
  }

  /** Whether the window was observed from its begin. */
  boolean isWhole(Instant start) {
    return !start.isBefore(since);
  }

  /** The begin of the window that an instant is in. */
  static Instant windowOf(Instant instant, Duration window) {
    long seconds = instant.getEpochSecond();
    return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, window.toSeconds()));
  }
}
