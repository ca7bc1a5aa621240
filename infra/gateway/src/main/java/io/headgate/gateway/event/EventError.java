package io.headgate.gateway.event;

import static java.util.Objects.requireNonNull;

/**
 * What is to say about one event of a batch.
 *
 * @param index its place in the batch, from 0
 * @param detail what and remedy
 */
public record EventError(int index, Reason reason, String detail) {
  private static final int LONGEST = 400;

  public EventError {
    requireNonNull(reason);
    // Parts of it may be what the caller sent.
    detail = detail.length() <= LONGEST ? detail : detail.substring(0, LONGEST) + "…";
  }
}
