package io.headgate.platform.batch;

import java.util.Locale;

/**
 * Places where a run can be made to die as if by SIGKILL, so that a test can show that the rerun
 * ends in the same state. {@code HEADGATE_FAULTS_HALT_AT} (environment) names one, for example
 * {@code after-stage}; without it nothing happens.
 */
public enum FaultPoint {
  /** The staged snapshot is committed; nothing was checked. */
  AFTER_STAGE,
  /** Main has moved; ClickHouse has not. */
  AFTER_CHERRY_PICK,
  /** The values that will change are recorded; ClickHouse still shows them. */
  AFTER_CORRECTIONS,
  /** ClickHouse shows the rows; the registry does not know the run. */
  AFTER_CLICKHOUSE,
  /** What the checks found is kept; the registry does not know the run. */
  AFTER_FINDINGS,
  /** A migration has added its column; no row has a value in it. */
  AFTER_COLUMN,
  /** A migration has filled the first day; the registry does not know. */
  AFTER_FILL,
  /** The rows of a reference are replaced; the registry does not know. */
  AFTER_LOAD;

  private static final String VARIABLE = "HEADGATE_FAULTS_HALT_AT";

  /** Halts the process, without any shutdown hook, if it was asked to die here. */
  public void pass() {
    if (name().toLowerCase(Locale.ROOT).replace('_', '-').equals(System.getenv(VARIABLE))) {
      Runtime.getRuntime().halt(137);
    }
  }
}
