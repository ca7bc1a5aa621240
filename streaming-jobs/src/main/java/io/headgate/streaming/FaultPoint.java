package io.headgate.streaming;

import java.util.Locale;

/**
 * Places in a batch of raw ingest, and of an aggregate, where a test can stop the driver, in the
 * order of the batch.
 */
public enum FaultPoint {
  /** The offset log has the batch; no table has it. */
  BEFORE_RAW_WRITE,
  /**
   * All files are written and the dead-letter topics have the rejected records; no table has them.
   */
  AFTER_DEAD_LETTERS,
  /** Raw has the batch; quarantine has not. */
  AFTER_RAW_COMMIT,
  /** Both tables have the batch; the ledger's outbox has not. */
  AFTER_QUARANTINE_COMMIT,
  /** The outbox has the batch; the consumer group has not. */
  AFTER_LEDGER,
  /** The windows of an aggregate are computed; ClickHouse has none of them. */
  BEFORE_WINDOWS_INSERT,
  /** ClickHouse has the windows; the ledger's outbox has not. */
  AFTER_WINDOWS_INSERT,
  /** In a batch of either kind everything is done but for the commit log. */
  BEFORE_CHECKPOINT_COMMIT;

  /** For example {@code after-raw-commit}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
