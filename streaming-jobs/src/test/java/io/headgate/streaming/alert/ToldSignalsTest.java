package io.headgate.streaming.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.contract.MetricName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToldSignalsTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final Map<String, String> ROME = Map.of("city", "Rome");

  private ToldSignals told = new ToldSignals(List.of());

  @Test
  void aFiringIsToldOnceAndItsEndInTheWindowsThatFollow() {
    assertThat(tell(1, fires(0))).containsExactly("FIRING 0");
    assertThat(tell(1, fires(0), fires(1))).containsExactly("FIRING 1");
    assertThat(tell(1, fires(1), passes(2))).containsExactly("PASSED 2");
    assertThat(tell(1, fires(1), passes(2), passes(3))).containsExactly("PASSED 3");
    assertThat(tell(1, passes(3), fires(4))).containsExactly("FIRING 4");
  }

  @Test
  void whatNeverFiredHasNotPassedAndTenWindowsLaterItIsForgotten() {
    assertThat(tell(1, passes(0))).isEmpty();
    assertThat(tell(1, fires(1))).containsExactly("FIRING 1");
    for (int minute = 2; minute < 12; minute++) {
      assertThat(tell(1, passes(minute))).containsExactly("PASSED " + minute);
    }
    assertThat(tell(1, passes(12))).isEmpty();
    assertThat(told.alerted()).isEmpty();
  }

  @Test
  void aRestartKnowsWhatFiredAndAnotherVersionTellsAnew() {
    assertThat(tell(1, fires(0), fires(1))).hasSize(2);
    told = new ToldSignals(told.alerted());
    assertThat(tell(1, fires(0), fires(1), passes(2))).containsExactly("FIRING 1", "PASSED 2");
    assertThat(tell(2, fires(2))).containsExactly("FIRING 2");
  }

  @Test
  void ofManyKeysThatFireAHundredAreTold() {
    Verdict[] many =
        IntStream.range(0, 150)
            .mapToObj(i -> new Verdict(Map.of("city", "c" + i), NOON, true, 1.0, null))
            .toArray(Verdict[]::new);

    assertThat(tell(1, many)).hasSize(ToldSignals.MOST_KEYS);
    assertThat(tell(1, many)).isEmpty();
  }

  private List<String> tell(int version, Verdict... verdicts) {
    return told.tell(rule(version), List.of(verdicts), NOON, NOON).stream()
        .map(
            signal ->
                signal.state()
                    + " "
                    + (signal.windowStart().getEpochSecond() - NOON.getEpochSecond()) / 60)
        .toList();
  }

  private static Verdict fires(int minute) {
    return new Verdict(ROME, NOON.plusSeconds(60L * minute), true, 1.0, null);
  }

  private static Verdict passes(int minute) {
    return new Verdict(ROME, NOON.plusSeconds(60L * minute), false, 1.0, null);
  }

  private static AlertRule rule(int version) {
    return new AlertRule(
        "rule-1",
        version,
        "rides",
        MetricName.of("rides_minutely.rides"),
        AlertCondition.GREATER_THAN,
        1,
        60,
        Map.of(),
        "https://example.org/hook",
        true,
        NOON,
        NOON);
  }
}
