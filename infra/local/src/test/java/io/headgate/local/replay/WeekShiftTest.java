package io.headgate.local.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WeekShiftTest {
  private static final Instant RECORDED_END = Instant.parse("2001-07-01T00:00:00Z");

  @Test
  void shiftedEndLiesWithinTheWeekAfterNow() {
    Instant now = Instant.parse("2026-11-21T12:00:00Z");

    Instant end = shiftedEnd(now);

    assertThat(end).isAfter(now).isBeforeOrEqualTo(now.plus(Duration.ofDays(7)));
  }

  @Test
  void weekdayAndHourStayWhatTheyWere() {
    Instant end = shiftedEnd(Instant.parse("2026-11-21T12:00:00Z"));

    assertThat(Duration.between(RECORDED_END, end).toSeconds() % Duration.ofDays(7).toSeconds())
        .isZero();
  }

  @Test
  void anEndThatIsNowCountsAsPast() {
    Instant now = RECORDED_END.plus(Duration.ofDays(70));

    assertThat(WeekShift.endingAfter(RECORDED_END, now).weeks()).isEqualTo(11);
  }

  @Test
  void allIsOverWithTheGreatestShiftThatLeavesNothingAhead() {
    Instant now = Instant.parse("2026-11-21T12:00:00Z");

    Instant end =
        RECORDED_END.plus(Duration.ofDays(7L * WeekShift.endingBefore(RECORDED_END, now).weeks()));

    assertThat(end).isBeforeOrEqualTo(now).isAfter(now.minus(Duration.ofDays(7)));
  }

  private static Instant shiftedEnd(Instant now) {
    return RECORDED_END.plus(
        Duration.ofDays(7L * WeekShift.endingAfter(RECORDED_END, now).weeks()));
  }
}
