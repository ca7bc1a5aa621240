package io.headgate.registry.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.alert.AlertSignal.State;
import io.headgate.registry.rule.KeyState.Effect;
import io.headgate.registry.rule.KeyState.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyStateTest {
  private static final Instant NOON = Instant.parse("2026-11-12T12:00:00Z");
  private static final Duration WIDTH = Duration.ofMinutes(5);

  private KeyState state = KeyState.NEW;

  @Test
  void anAlertOpensWithTheFirstFiringAndIsOverWithTheFirstPass() {
    assertThat(windows(".FFF..")).isEqualTo("p O f f R p");
  }

  @Test
  void twoOpeningsAreToldEachByItself() {
    assertThat(windows("F.F.")).isEqualTo("O R O R");
    assertThat(state.flapping()).isFalse();
  }

  @Test
  void theThirdOpeningWithinTenWindowsLastsUntilThreeWindowsAreQuiet() {
    assertThat(windows("F.F.F.F..F...")).isEqualTo("O R O R O p f p p f p p R");
  }

  @Test
  void whatHasFlappedFlapsAgainWhenItOpensWithinTenWindows() {
    assertThat(windows("F.F.F...F..")).isEqualTo("O R O R O p p R O p p");
    assertThat(state.flapping()).isTrue();
  }

  @Test
  void openingsThatLieFurtherApartAreNoFlapping() {
    assertThat(windows("F....F.....F.")).isEqualTo("O R p p p O R p p p p O R");
  }

  @Test
  void whatWasSaidBeforeAndWhatIsOlderChangesNothing() {
    take(2, State.FIRING);

    assertThat(take(2, State.FIRING)).isEqualTo(Effect.NONE);
    assertThat(take(2, State.PASSED)).isEqualTo(Effect.NONE);
    assertThat(take(1, State.FIRING)).isEqualTo(Effect.NONE);
    assertThat(take(1, State.PASSED)).isEqualTo(Effect.NONE);
    assertThat(state.open()).isTrue();
  }

  @Test
  void aWindowThatPassedSoFarMayStillFire() {
    take(0, State.PASSED);

    assertThat(take(0, State.FIRING)).isEqualTo(Effect.OPENS);
  }

  /** One window after the other: F fires, a dot passes. */
  private String windows(String said) {
    List<String> effects = new ArrayList<>();
    for (int i = 0; i < said.length(); i++) {
      Effect effect = take(i, said.charAt(i) == 'F' ? State.FIRING : State.PASSED);
      effects.add(
          switch (effect) {
            case NONE -> "-";
            case OPENS -> "O";
            case FIRES_ON -> "f";
            case RESOLVES -> "R";
            case PASSES -> "p";
          });
    }
    return String.join(" ", effects);
  }

  private Effect take(int window, State said) {
    Step step = state.take(NOON.plus(WIDTH.multipliedBy(window)), said, WIDTH);
    state = step.next();
    return step.effect();
  }
}
