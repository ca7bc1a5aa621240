package io.headgate.local.replay;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Which events a replay sends.
 *
 * @param from event time of the first, inclusive
 * @param until event time of the last, exclusive
 * @param halfOf a date of which only half is sent, as by a producer half of whose machines are down
 * @param arrivesAfter events that arrive then or earlier are left out
 */
public record ReplaySelection(
    Instant from, Instant until, Optional<Half> halfOf, Instant arrivesAfter) {
  public ReplaySelection {
    requireNonNull(arrivesAfter);
    requireNonNull(from);
    requireNonNull(until);
    requireNonNull(halfOf);
    if (!from.isBefore(until)) {
      throw new IllegalArgumentException("empty selection: " + from + " to " + until);
    }
  }

  /** All events of [from, until). */
  public static ReplaySelection of(Instant from, Instant until) {
    return new ReplaySelection(from, until, Optional.empty(), Instant.EPOCH);
  }

  /** The same, but of one date only half. */
  public ReplaySelection with(Half half) {
    return new ReplaySelection(from, until, Optional.of(half), arrivesAfter);
  }

  /** The same, without what has arrived until then. */
  public ReplaySelection after(Instant arrival) {
    return new ReplaySelection(from, until, halfOf, arrival);
  }

  /**
   * One half of a date's events, split by a digest of the event id; the two halves have no event in
   * common and miss none.
   *
   * @param date UTC date of the event time
   * @param other false for the half that is sent first, true for the half that was kept back
   */
  public record Half(LocalDate date, boolean other) {
    public Half {
      requireNonNull(date);
    }
  }
}
