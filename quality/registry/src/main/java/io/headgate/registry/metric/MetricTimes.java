package io.headgate.registry.metric;

import io.headgate.http.Problem;
import io.headgate.platform.contract.Grain;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import javax.annotation.Nullable;

/**
 * The range of a question, half-open.
 *
 * @param start windows that begin from here on
 * @param end windows that begin before
 */
public record MetricTimes(Instant start, Instant end) {
  private static final Duration DEFAULT_RANGE = Duration.ofDays(1);
  private static final long MOST_WINDOWS = 10_000;

  /** What every store can tell. */
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** Reads a bound of the range; it must be an instant that every store can tell. */
  public static Instant parse(String parameter, String text) {
    try {
      Instant instant = Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
      if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
        return instant;
      }
    } catch (DateTimeParseException e) {
      // Told below, like an instant out of range.
    }
    throw Problem.badRequest(
        "Parameter '%s' is '%s'. Send an instant from 1970 to 2199, like 2026-11-12T06:00:00Z."
            .formatted(parameter, text));
  }

  /** Fills in what was not asked, and checks what was. */
  static MetricTimes of(MetricQuestion question, @Nullable Grain grain, Instant now) {
    ChronoUnit unit = grain == null ? ChronoUnit.HOURS : grain.windowUnit();
    Instant end =
        question.windowEnd() == null ? now.truncatedTo(unit).plus(1, unit) : question.windowEnd();
    Instant start =
        question.windowStart() == null ? end.minus(DEFAULT_RANGE) : question.windowStart();
    if (!start.isBefore(end)) {
      throw Problem.badRequest(
          "window_start %s is not before window_end %s. Send a range; its end is exclusive."
              .formatted(start, end));
    }
    long windows = unit.between(start, end);
    if (windows > MOST_WINDOWS) {
      throw Problem.badRequest(
          String.format(
              Locale.ROOT,
              "From %s to %s are %,d windows. Ask for at most %,d at once, or for a coarser grain.",
              start,
              end,
              windows,
              MOST_WINDOWS));
    }
    return new MetricTimes(start, end);
  }
}
