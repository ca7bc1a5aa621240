package io.headgate.local.replay;

import java.time.Duration;
import java.time.Instant;

/**
 * Moves old events by whole weeks, so that hours and days of the week stay what they were.
 *
 * @param weeks weeks added to every instant
 */
public record WeekShift(int weeks) {
  private static final Duration WEEK = Duration.ofDays(7);

  /**
   * The smallest shift with which events that end at {@code sourceEnd} go on beyond {@code now}.
   */
  public static WeekShift endingAfter(Instant sourceEnd, Instant now) {
    long weeks = Math.floorDiv(Duration.between(sourceEnd, now).toSeconds(), WEEK.toSeconds()) + 1;
    return new WeekShift(Math.toIntExact(weeks));
  }

  /** The greatest shift with which events that end at {@code sourceEnd} are over at {@code now}. */
  public static WeekShift endingBefore(Instant sourceEnd, Instant now) {
    return new WeekShift(endingAfter(sourceEnd, now).weeks() - 1);
  }
}
