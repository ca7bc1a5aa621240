package io.headgate.platform.contract;

/**
 * What the stream does about duplicate event ids. Raw is exactly once per Kafka offset either way.
 */
public enum Delivery {
  /** Reads committed records only and drops duplicate event ids within the watermark delay. */
  EXACTLY_ONCE,
  /** Leaves duplicates to batch. */
  AT_LEAST_ONCE
}
