package io.headgate.registry.rule;

import static io.headgate.platform.alert.AlertSignal.State.FIRING;
import static io.headgate.platform.alert.AlertSignal.State.PASSED;
import static java.util.Objects.requireNonNull;

import io.headgate.platform.alert.AlertSignal.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * What is known of one key of a rule. An alert opens with the first window that fires and is over
 * with the first that passes. One that opens for the third time within ten windows is flapping: it
 * lasts until no window has fired for three windows.
 *
 * @param newestWindow begin of the newest window that was judged, or null before the first
 * @param newest what was said of it
 * @param lastFiring begin of the newest window that fired, or null before the first
 * @param openings begins of the newest windows that opened an alert, oldest first
 * @param open whether an alert lasts
 * @param flapping whether that alert is flapping
 */
public record KeyState(
    @Nullable Instant newestWindow,
    @Nullable State newest,
    @Nullable Instant lastFiring,
    List<Instant> openings,
    boolean open,
    boolean flapping) {
  private static final int FLAPPING_OPENINGS = 3;
  private static final int FLAPPING_WINDOWS = 10;
  private static final int QUIET_WINDOWS = 3;

  /** Nothing was said yet. */
  public static final KeyState NEW = new KeyState(null, null, null, List.of(), false, false);

  public KeyState {
    openings = List.copyOf(openings);
  }

  /** What a signal does. */
  public enum Effect {
    /** Nothing: it was known, or something newer is. */
    NONE,
    /** An alert begins. */
    OPENS,
    /** It adds a firing to the alert that lasts. */
    FIRES_ON,
    /** The alert is over. */
    RESOLVES,
    /** It is noted and changes no alert. */
    PASSES
  }

  /** What a signal does, and what is known after it. */
  public record Step(Effect effect, KeyState next) {
    public Step {
      requireNonNull(effect);
      requireNonNull(next);
    }
  }

  /**
   * What a signal of a window does.
   *
   * @param window begin of the window
   * @param width of the rule's windows
   */
  public Step take(Instant window, State said, Duration width) {
    if (isKnown(window, said)) {
      return new Step(Effect.NONE, this);
    }
    return said == FIRING ? fire(window, width) : pass(window, width);
  }

  /** A window that passed so far may still fire; one that fired stays so. */
  private boolean isKnown(Instant window, State said) {
    if (newestWindow == null || window.isAfter(newestWindow)) {
      return false;
    }
    return window.isBefore(newestWindow) || newest == FIRING || said == PASSED;
  }

  private Step fire(Instant window, Duration width) {
    if (open) {
      return new Step(
          Effect.FIRES_ON, new KeyState(window, FIRING, window, openings, true, flapping));
    }
    Instant since = window.minus(width.multipliedBy(FLAPPING_WINDOWS));
    List<Instant> recent =
        Stream.concat(openings.stream().filter(since::isBefore), Stream.of(window)).toList();
    return new Step(
        Effect.OPENS,
        new KeyState(window, FIRING, window, recent, true, recent.size() >= FLAPPING_OPENINGS));
  }

  private Step pass(Instant window, Duration width) {
    if (open && (!flapping || isQuiet(window, width))) {
      return new Step(
          Effect.RESOLVES, new KeyState(window, PASSED, lastFiring, openings, false, false));
    }
    return new Step(
        Effect.PASSES, new KeyState(window, PASSED, lastFiring, openings, open, flapping));
  }

  private boolean isQuiet(Instant window, Duration width) {
    return lastFiring == null
        || !window.isBefore(lastFiring.plus(width.multipliedBy(QUIET_WINDOWS)));
  }
}
