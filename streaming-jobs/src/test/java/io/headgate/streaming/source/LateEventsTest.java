package io.headgate.streaming.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.streaming.source.LateEvents.Fixed;
import io.headgate.streaming.source.LateEvents.Session;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.junit.jupiter.api.Test;

class LateEventsTest {
  private static final long HOUR = TimeUnit.HOURS.toMicros(1);
  private static final long HALF_HOUR = HOUR / 2;

  private final EventTally tally = new EventTally();

  @Test
  void anEventOfATumblingWindowIsLateOnceTheWindowEnds() {
    LateEvents late = new LateEvents(0, at("12:00"), new Fixed(HOUR, HOUR, 0), false);

    count(late, "11:59", "11:00", "12:00", "12:01", "10:30");

    assertThat(tally.late()).isEqualTo(3);
    assertThat(tally.lateWindows()).isEqualTo(Map.of(at("11:00"), 2L, at("10:00"), 1L));
  }

  @Test
  void anEventOfAnOpenWindowIsNotLateWhereverTheWatermarkIs() {
    LateEvents late = new LateEvents(0, at("11:30"), new Fixed(HOUR, HOUR, 0), false);

    count(late, "11:00", "11:29");

    assertThat(tally.late()).isZero();
  }

  @Test
  void deduplicationDropsAlsoWhatComesForAnOpenWindow() {
    LateEvents late = new LateEvents(0, at("11:30"), new Fixed(HOUR, HOUR, 0), true);

    count(late, "11:00", "11:30", "11:31");

    assertThat(tally.late()).isEqualTo(2);
    assertThat(tally.lateWindows()).isEqualTo(Map.of(at("11:00"), 2L));
  }

  @Test
  void anEventOfSlidingWindowsIsCountedForEachWindowThatLacksIt() {
    LateEvents late = new LateEvents(0, at("12:00"), new Fixed(HOUR, HALF_HOUR, 0), false);

    count(late, "11:15", "11:45");

    assertThat(tally.late()).isEqualTo(2);
    assertThat(tally.lateWindows()).isEqualTo(Map.of(at("10:30"), 1L, at("11:00"), 2L));
  }

  @Test
  void aWindowMayBeginBesideTheHour() {
    LateEvents late =
        new LateEvents(0, at("12:15"), new Fixed(HOUR, HOUR, TimeUnit.MINUTES.toMicros(15)), false);

    count(late, "12:14", "12:15", "11:10");

    assertThat(tally.lateWindows()).isEqualTo(Map.of(at("11:15"), 1L, at("10:15"), 1L));
  }

  @Test
  void anEventOfASessionIsLateOnceItsGapHasPassed() {
    LateEvents late = new LateEvents(0, at("12:00"), new Session(HALF_HOUR), false);

    count(late, "11:30", "11:31", "10:59");

    assertThat(tally.late()).isEqualTo(2);
    assertThat(tally.lateWindows()).isEqualTo(Map.of(at("11:00"), 1L, at("10:00"), 1L));
  }

  private void count(LateEvents late, String... times) {
    for (String time : times) {
      InternalRow row = new GenericInternalRow(new Object[] {at(time)});
      late.count(row, tally);
    }
  }

  private static long at(String time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-01-05T" + time + ":00Z"));
  }
}
