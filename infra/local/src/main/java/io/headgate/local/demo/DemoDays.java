package io.headgate.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The nine days of the demo, UTC: eight that are whole, and the last, of which half is missing at
 * first.
 *
 * @param first the first of the nine
 */
record DemoDays(LocalDate first) {
  private static final int WHOLE_DAYS = 8;
  // What leaves late on the last day must have had the time to arrive.
  private static final Duration SETTLED = Duration.ofHours(1);

  /** The newest nine days that are over. */
  static DemoDays before(Instant now) {
    return new DemoDays(
        now.minus(SETTLED).atZone(ZoneOffset.UTC).toLocalDate().minusDays(WHOLE_DAYS + 1L));
  }

  int wholeDays() {
    return WHOLE_DAYS;
  }

  LocalDate lastWhole() {
    return first.plusDays(WHOLE_DAYS - 1L);
  }

  LocalDate half() {
    return first.plusDays(WHOLE_DAYS);
  }

  static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
