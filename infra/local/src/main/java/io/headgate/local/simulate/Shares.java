package io.headgate.local.simulate;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.Locale;

/**
 * How many of all events are what, each from 0 to 1; the others are on time.
 *
 * @param bad half of them undecodable, half with a time too far ahead
 */
public record Shares(double disordered, double duplicates, double late, double bad) {
  public Shares {
    for (double share : new double[] {disordered, duplicates, late, bad}) {
      if (!(share >= 0 && share <= 1)) {
        throw refused(share + " is not from 0 to 1");
      }
    }
    double sum = disordered + duplicates + late + bad;
    if (sum > 1) {
      throw refused(String.format(Locale.ROOT, "together they are %.3f of all events", sum));
    }
  }

  private static HeadgateException refused(String why) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot simulate these shares: %s. Give --disorder, --duplicates, --late and --bad that make at most 1."
            .formatted(why));
  }

  /**
   * What an event is.
   *
   * @param drawn evenly from [0, 1)
   */
  EventKind kind(double drawn) {
    double until = disordered;
    if (drawn < until) {
      return EventKind.DISORDERED;
    }
    until += duplicates;
    if (drawn < until) {
      return EventKind.DUPLICATE;
    }
    until += late;
    if (drawn < until) {
      return EventKind.LATE;
    }
    if (drawn < until + bad / 2) {
      return EventKind.TIME_AHEAD;
    }
    return drawn < until + bad ? EventKind.UNDECODABLE : EventKind.ON_TIME;
  }
}
