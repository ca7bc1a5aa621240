package io.headgate.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterGrowthTest {
  private static final DeadLetterLimit LIMIT =
      new DeadLetterLimit(Duration.ofMinutes(10), 0.01, 100);

  @Test
  void aShareAboveTheLimitOfEnoughRowsIsGrowth() {
    assertThat(growth(9_999, 100).exceeds(LIMIT)).isTrue();
  }

  @Test
  void aShareOfTheLimitIsNone() {
    assertThat(growth(10_000, 100).exceeds(LIMIT)).isFalse();
  }

  @Test
  void fewRowsAreNoneHoweverLargeTheirShare() {
    assertThat(growth(99, 99).exceeds(LIMIT)).isFalse();
    assertThat(growth(100, 100).exceeds(LIMIT)).isTrue();
  }

  @Test
  void nothingReadIsNone() {
    assertThat(growth(0, 0).exceeds(new DeadLetterLimit(Duration.ofMinutes(1), 0, 0))).isFalse();
  }

  @Test
  void theTextTellsTheMostFrequentReasonFirstWhateverTheLocale() {
    DeadLetterGrowth growth =
        new DeadLetterGrowth(
            "flights",
            "raw.flights",
            20_000,
            1_500,
            Map.of("RULE", 200L, "UNDECODABLE", 1_100L, "FUTURE", 200L));

    assertThat(growth.text(LIMIT))
        .isEqualTo(
            "In the last 10 minutes 1,500 of 20,000 records of flights went to quarantine (7.5 %,"
                + " the limit is 1.0 %): UNDECODABLE 1,100, FUTURE 200, RULE 200. Look at the"
                + " quarantine table, and at the producers.");
  }

  private static DeadLetterGrowth growth(long rowsIn, long quarantined) {
    return new DeadLetterGrowth("flights", "raw.flights", rowsIn, quarantined, Map.of());
  }
}
