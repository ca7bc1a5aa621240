package io.headgate.streaming.host;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.Failure;
import io.headgate.platform.registry.QueryState;
import java.time.Instant;
import javax.annotation.Nullable;

/**
 * Where a hosted query stands.
 *
 * @param failure why it does not run, or null
 * @param since when it came to be in this state
 * @param restarts how often it was started again
 */
record Standing(QueryState state, @Nullable Failure failure, Instant since, int restarts) {
  Standing {
    requireNonNull(state);
    requireNonNull(since);
  }

  static Standing starting(Instant now) {
    return new Standing(QueryState.RESTARTING, null, now, 0);
  }

  Standing running(Instant now) {
    return new Standing(QueryState.RUNNING, null, now, restarts);
  }

  Standing failedForNow(Failure reason, Instant now) {
    Instant began = state == QueryState.RESTARTING ? since : now;
    return new Standing(QueryState.RESTARTING, reason, began, restarts + 1);
  }

  Standing failedForGood(Failure reason, Instant now) {
    return new Standing(QueryState.FAILED, reason, now, restarts);
  }

  /** A query that failed for good stays so. */
  Standing stopped(Instant now) {
    return state == QueryState.FAILED
        ? this
        : new Standing(QueryState.STOPPED, null, now, restarts);
  }

  /** Nobody wants it any more, so what it failed of needs no mending. */
  Standing ended(Instant now) {
    return new Standing(QueryState.STOPPED, null, now, restarts);
  }

  /** Why, up to the remedy; null when it runs. */
  @Nullable
  String reason() {
    return failure == null ? null : failure.message().substring(0, remedyAt());
  }

  /** What a person can do: the last sentence of the message. Null when there is but one. */
  @Nullable
  String remedy() {
    if (failure == null || remedyAt() == failure.message().length()) {
      return null;
    }
    return failure.message().substring(remedyAt()).strip();
  }

  private int remedyAt() {
    String message = failure.message();
    for (int at = message.lastIndexOf(". "); at > 0; at = message.lastIndexOf(". ", at - 1)) {
      if (at + 2 < message.length() && Character.isUpperCase(message.charAt(at + 2))) {
        return at + 1;
      }
    }
    return message.length();
  }
}
