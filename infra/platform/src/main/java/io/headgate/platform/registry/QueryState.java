package io.headgate.platform.registry;

/** Where a streaming query stands. */
public enum QueryState {
  /** It reads and writes. */
  RUNNING,
  /** It is being started, for the first time or after a failure, and has finished nothing yet. */
  RESTARTING,
  /** It failed for good, and is not started again before somebody has mended the cause. */
  FAILED,
  /** It was told to stop. */
  STOPPED
}
