package io.headgate.streaming.source;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.LedgerRow.OffsetRange;

/**
 * The brokers do not have offsets that a query has not read: they aged out, or the topic is new.
 */
public final class OffsetsLostException extends HeadgateException {
  private static final long serialVersionUID = 1L;

  private final transient OffsetRange wanted;

  OffsetsLostException(OffsetRange wanted, long position, Throwable cause) {
    super(
        ExitCode.CHECKS_FAILED,
        "Cannot read offsets %d to %d of %s-%d: the brokers have none at %d (%s). Look whether they aged out or the topic was made anew; accept the loss in the registry (POST /v1/gaps), or restore the topic."
            .formatted(
                wanted.from(),
                wanted.until(),
                wanted.topic(),
                wanted.partition(),
                position,
                cause.getMessage()),
        cause);
    this.wanted = wanted;
  }

  /** The range that was to be read. */
  public OffsetRange wanted() {
    return wanted;
  }
}
