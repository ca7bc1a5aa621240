package io.headgate.platform.job;

/** The exit codes of every Headgate process; schedulers decide by them whether to retry. */
public enum ExitCode {
  /** Done, or nothing to do. */
  DONE(0),
  /** A fault in Headgate's own code. */
  BUG(1),
  /** Bad arguments, configuration or contract; a retry cannot help. */
  BAD_CONFIGURATION(2),
  /** A gate is closed or an input is late; a later retry may succeed. */
  NOT_READY(3),
  /** The data failed its checks; readers keep the last good state. */
  CHECKS_FAILED(4),
  /** A component that is needed does not answer; a later retry may succeed. */
  DEPENDENCY_DOWN(5),
  /** A commit was sent and its outcome is not known; look for the run key before anything else. */
  OUTCOME_UNKNOWN(6);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
