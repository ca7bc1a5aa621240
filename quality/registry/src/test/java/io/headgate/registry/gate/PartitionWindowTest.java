package io.headgate.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionWindowTest {
  @ParameterizedTest
  @ValueSource(strings = {"event_date=2026-11-12", "2026-11-12"})
  void aDateIsADayInUtc(String key) {
    assertThat(PartitionWindow.parse(key))
        .contains(
            new PartitionWindow(
                Instant.parse("2026-11-12T00:00:00Z"), Instant.parse("2026-11-13T00:00:00Z")));
  }

  @Test
  void anHourEndsWhereTheNextDayBegins() {
    assertThat(PartitionWindow.parse("2026-11-12T23"))
        .contains(
            new PartitionWindow(
                Instant.parse("2026-11-12T23:00:00Z"), Instant.parse("2026-11-13T00:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "origin=JFK", "2026-13-01", "2026-11-12T24", "event_date=yesterday1"})
  void aKeyThatNamesNoTimeHasNoWindow(String key) {
    assertThat(PartitionWindow.parse(key)).isEmpty();
  }
}
