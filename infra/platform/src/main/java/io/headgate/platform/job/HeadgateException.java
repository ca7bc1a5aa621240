package io.headgate.platform.job;

import static java.util.Objects.requireNonNull;

/**
 * A failure that a person is told about: its message names the thing and the remedy ("Cannot X:
 * reason. Remedy.") and its {@link ExitCode} says who can mend it.
 */
public class HeadgateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public HeadgateException(ExitCode exitCode, String message) {
    this(exitCode, message, null);
  }

  public HeadgateException(ExitCode exitCode, String message, Throwable cause) {
    super(requireNonNull(message), cause);
    this.exitCode = requireNonNull(exitCode);
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
