package io.headgate.streaming.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.contract.MetricName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;

/** Windows of a minute; it is 12:30:20, so that of 12:30 is open and that of 12:29 is closed. */
class JudgementTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final Instant NOW = NOON.plusSeconds(30 * 60 + 20);
  private static final Instant LONG_AGO = NOON.minus(Duration.ofDays(30));
  private static final Map<String, String> ROME = Map.of("city", "Rome");
  private static final Map<String, String> OSLO = Map.of("city", "Oslo");

  private final Map<Map<String, String>, Map<Instant, Double>> values = new HashMap<>();
  @Nullable private Double ofNothing = 0.0;
  private JudgedTime time = new JudgedTime(NOW, NOW, NOON);
  private Set<Map<String, String>> alerted = Set.of();
  private List<Double> baseline = List.of();

  @Test
  void aValueAboveTheThresholdHoldsWhileItsWindowIsOpen() {
    at(ROME, 30, 11);
    at(OSLO, 30, 10);

    assertThat(holding(rule(AlertCondition.GREATER_THAN, 10))).containsExactly("30 Rome 11.0");
  }

  @Test
  void aValueBelowTheThresholdHoldsWhenItsWindowIsClosedAndACountOfNothingIsZero() {
    at(ROME, 28, 3);
    at(ROME, 29, 12);
    at(ROME, 30, 1);
    at(OSLO, 28, 20);

    assertThat(holding(rule(AlertCondition.LESS_THAN, 10)))
        .contains("28 Rome 3.0", "29 Oslo 0.0")
        .doesNotContain("29 Rome 12.0", "28 Oslo 20.0")
        .noneMatch(window -> window.startsWith("30"));
  }

  @Test
  void whereThereIsNoValueNothingHoldsButAbsence() {
    ofNothing = null;
    at(ROME, 27, 5);
    values.get(ROME).put(start(28), null);

    assertThat(holding(rule(AlertCondition.LESS_THAN, 10))).containsExactly("27 Rome 5.0");
    assertThat(holding(rule(AlertCondition.GREATER_THAN, -1))).containsExactly("27 Rome 5.0");
    assertThat(holding(rule(AlertCondition.RATE_OF_CHANGE, 0))).isEmpty();
    assertThat(holding(rule(AlertCondition.ABSENT, 0)))
        .contains("29 Rome null")
        .doesNotContain("28 Rome null");
  }

  @Test
  void absenceIsOfKeysThatWereSeenAndOfTheOneThatTheRuleNames() {
    at(ROME, 15, 1);

    assertThat(holding(rule(AlertCondition.ABSENT, 0))).contains("29 Rome null");
    assertThat(holding(rule(AlertCondition.ABSENT, 0, OSLO)))
        .contains("29 Oslo null")
        .noneMatch(window -> window.contains("Rome"));
    assertThat(holding(rule(AlertCondition.ABSENT, 0))).noneMatch(w -> w.contains("Oslo"));
    alerted = Set.of(OSLO);
    assertThat(holding(rule(AlertCondition.ABSENT, 0))).contains("29 Oslo null");
  }

  @Test
  void absenceHasPassedAsSoonAsAnEventComes() {
    at(ROME, 30, 1);

    assertThat(verdicts(rule(AlertCondition.ABSENT, 0)))
        .contains(new Verdict(ROME, start(30), false, 1.0, null));
  }

  @Test
  void aStreamThatLagsIsNoAbsence() {
    at(ROME, 15, 1);
    time = new JudgedTime(NOW, start(28).plusSeconds(3), NOON);

    assertThat(holding(rule(AlertCondition.ABSENT, 0)))
        .contains("26 Rome null")
        .doesNotContain("27 Rome null", "28 Rome null");
  }

  @Test
  void aWindowThatWasNotObservedFromItsBeginIsNotTakenForAbsence() {
    at(ROME, 15, 1);
    time = new JudgedTime(NOW, NOW, start(28).plusSeconds(1));

    assertThat(holding(rule(AlertCondition.ABSENT, 0))).containsExactly("29 Rome null");
  }

  @Test
  void aChangeIsAShareOfTheWindowBeforeUpOrDown() {
    at(ROME, 26, 100);
    at(ROME, 27, 151);
    at(ROME, 28, 100);
    at(ROME, 29, 49);
    at(OSLO, 29, 5);

    assertThat(holding(rule(AlertCondition.RATE_OF_CHANGE, 0.5)))
        .containsExactly("27 Rome 151.0", "29 Rome 49.0");
  }

  @Test
  void aDistanceIsInDeviationsOfTheSameWindowInTheWeeksBefore() {
    ofNothing = null;
    at(ROME, 28, 14);
    at(ROME, 29, 12);
    baseline = List.of(9.0, 10.0, 11.0);

    assertThat(holding(rule(AlertCondition.Z_SCORE, 3))).containsExactly("28 Rome 14.0");
    assertThat(verdicts(rule(AlertCondition.Z_SCORE, 3)))
        .contains(new Verdict(ROME, start(28), true, 14.0, 10.0));
  }

  @Test
  void twoWeeksAreNoBaselineAndOffAConstantOneEveryOtherValueIsFar() {
    ofNothing = null;
    at(ROME, 28, 10.000000001);
    at(ROME, 29, 10.1);
    baseline = List.of(10.0, 10.0);
    assertThat(holding(rule(AlertCondition.Z_SCORE, 3))).isEmpty();

    baseline = List.of(10.0, 10.0, 10.0);
    assertThat(holding(rule(AlertCondition.Z_SCORE, 3))).containsExactly("29 Rome 10.1");
  }

  @Test
  void windowsThatEndedLongAgoAndBeforeTheRuleWasAsItIsAreNotJudged() {
    at(ROME, 10, 99);
    at(ROME, 19, 99);
    at(ROME, 20, 99);
    at(ROME, 26, 99);

    assertThat(holding(rule(AlertCondition.GREATER_THAN, 10)))
        .containsExactly("20 Rome 99.0", "26 Rome 99.0");
    assertThat(holding(changedAt(start(26).plusSeconds(59)))).containsExactly("26 Rome 99.0");
    assertThat(holding(changedAt(start(27)))).isEmpty();
  }

  @Test
  void anHourIsJudgedForTenMinutesAfterItsEndAndItsGrace() {
    AlertRule hourly =
        rule(AlertCondition.GREATER_THAN, 10, Map.of(), Duration.ofHours(1), LONG_AGO);
    at(ROME, -60, 99);
    time = new JudgedTime(NOON.plusSeconds(10 * 60 + 4), NOON, LONG_AGO);
    assertThat(holding(hourly)).containsExactly("-60 Rome 99.0");

    time = new JudgedTime(NOON.plusSeconds(10 * 60 + 5), NOON, LONG_AGO);

    assertThat(holding(hourly)).isEmpty();
  }

  @Test
  void aRuleIsAboutTheKeysThatItNames() {
    at(ROME, 29, 20);
    at(OSLO, 29, 30);

    assertThat(holding(rule(AlertCondition.GREATER_THAN, 10, OSLO)))
        .containsExactly("29 Oslo 30.0");
  }

  private void at(Map<String, String> key, int minute, double value) {
    values.computeIfAbsent(key, none -> new HashMap<>()).put(start(minute), value);
  }

  private static Instant start(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }

  private List<Verdict> verdicts(AlertRule rule) {
    return Judgement.of(
        rule,
        new MetricValues(Set.of("city"), values, ofNothing),
        alerted,
        time,
        (key, start) -> baseline);
  }

  /** Each as minute, city and value. */
  private List<String> holding(AlertRule rule) {
    return verdicts(rule).stream()
        .filter(Verdict::holds)
        .map(
            verdict ->
                "%d %s %s"
                    .formatted(
                        Duration.between(NOON, verdict.start()).toMinutes(),
                        verdict.key().get("city"),
                        verdict.value()))
        .toList();
  }

  private static AlertRule rule(AlertCondition condition, double threshold) {
    return rule(condition, threshold, Map.of());
  }

  private static AlertRule rule(
      AlertCondition condition, double threshold, Map<String, String> dimensions) {
    return rule(condition, threshold, dimensions, Duration.ofMinutes(1), NOON);
  }

  private static AlertRule changedAt(Instant time) {
    return rule(AlertCondition.GREATER_THAN, 10, Map.of(), Duration.ofMinutes(1), time);
  }

  private static AlertRule rule(
      AlertCondition condition,
      double threshold,
      Map<String, String> dimensions,
      Duration window,
      Instant time) {
    return new AlertRule(
        "rule-1",
        1,
        "rides",
        MetricName.of("rides_minutely.rides"),
        condition,
        threshold,
        window.toSeconds(),
        dimensions,
        "https://example.org/hook",
        true,
        NOON,
        time);
  }
}
