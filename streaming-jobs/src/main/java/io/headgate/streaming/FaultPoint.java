package io.headgate.streaming;

import java.util.Locale;

/** Places in a raw-ingest batch where a test can stop the driver. */
public enum FaultPoint {
  /** The offset log has the batch; no table has it. */
  BEFORE_RAW_WRITE,
  /** Raw has the batch; nothing of its rejected records is anywhere. */
  AFTER_RAW_COMMIT,
  /** The dead-letter topic has the rejected records; quarantine has not. */
  AFTER_DEAD_LETTERS,
  /** Both tables have the batch; the commit log has not. */
  AFTER_QUARANTINE_COMMIT;

  /** For example {@code after-raw-commit}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
