package io.headgate.streaming.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SuspectHoursTest {
  private static final Instant FIVE = Instant.parse("2026-11-12T05:00:00Z");

  @Test
  void recordsAreCountedPerHourOfTheBrokerAndPerCauseOverAllRanges() {
    SuspectHours one = new SuspectHours();
    one.count(FIVE.toEpochMilli(), "NOT_AVRO");
    one.count(FIVE.plusSeconds(3_599).toEpochMilli(), "NOT_AVRO");
    one.count(FIVE.minusMillis(1).toEpochMilli(), "NOT_AVRO");
    SuspectHours other = new SuspectHours();
    other.count(FIVE.toEpochMilli(), "NOT_AVRO");
    other.count(FIVE.toEpochMilli(), "EVENT_TIME_BEHIND");

    assertThat(SuspectHours.sum(Stream.of(one, other)))
        .isEqualTo(
            Map.of(
                "2026-11-12T04", Map.of("NOT_AVRO", 1L),
                "2026-11-12T05", Map.of("NOT_AVRO", 3L, "EVENT_TIME_BEHIND", 1L)));
  }

  @Test
  void timestampsThatAreAllOverThePastDoNotFillASnapshot() {
    SuspectHours wild = new SuspectHours();
    for (int i = 0; i < 2_000; i++) {
      wild.count(FIVE.minus(Duration.ofHours(i)).toEpochMilli(), "NOT_AVRO");
    }

    assertThat(SuspectHours.sum(Stream.of(wild)))
        .hasSize(1_000)
        .containsKey("2026-11-12T05")
        .doesNotContainKey("2026-01-01T05");
  }
}
