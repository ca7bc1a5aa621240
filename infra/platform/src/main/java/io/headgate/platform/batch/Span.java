package io.headgate.platform.batch;

import io.headgate.platform.contract.Grain;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * The time of an input that a run reads: its window, and what the look-back puts before it. Not
 * aligned to anything.
 *
 * @param window the run's window
 * @param start inclusive
 */
record Span(RunWindow window, Instant start) {
  static Span of(RunWindow window, Duration lookBack) {
    return new Span(window, window.start().minus(lookBack));
  }

  /** Exclusive. */
  Instant end() {
    return window.end();
  }

  /** The dates that it touches, ascending. */
  List<LocalDate> dates() {
    LocalDate last = LocalDate.ofInstant(end().minusNanos(1), ZoneOffset.UTC);
    return LocalDate.ofInstant(start, ZoneOffset.UTC).datesUntil(last.plusDays(1)).toList();
  }

  /** Starts of the partitions of a grain with windows that begin in it, ascending. */
  List<Instant> starts(Grain grain) {
    Instant aligned = grain.partitionStart(start);
    // Of an hour that began before it, minutes may still begin in it.
    boolean begun = aligned.isBefore(start) && grain.windowUnit().equals(grain.unit());
    Instant first = begun ? grain.partitionEnd(aligned) : aligned;
    return Stream.iterate(first, at -> at.isBefore(end()), grain::partitionEnd).toList();
  }

  @Override
  public String toString() {
    return window.toString();
  }
}
