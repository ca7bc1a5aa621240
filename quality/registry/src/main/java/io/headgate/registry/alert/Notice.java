package io.headgate.registry.alert;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Something to be told.
 *
 * @param subject what it is told of
 * @param deliveredTo digests of the channels that have it already
 * @param attempts how often its delivery was begun, this one included
 * @param begunAt when that was for the first time
 */
public record Notice(
    long deliveryId,
    Action action,
    Subject subject,
    Set<String> deliveredTo,
    int attempts,
    Instant begunAt) {
  private static final Duration PATIENCE = Duration.ofDays(1);

  public Notice {
    requireNonNull(action);
    requireNonNull(subject);
    deliveredTo = Set.copyOf(deliveredTo);
    requireNonNull(begunAt);
  }

  /** Whether it began or has passed. */
  public enum Action {
    TRIGGER,
    RESOLVE
  }

  /** Whether nobody will want to hear of it any more. */
  boolean isOld(Instant now) {
    return !now.isBefore(begunAt.plus(PATIENCE));
  }
}
