package io.headgate.platform.registry;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;

/** The registry answered, and said no; sending the same again cannot help. */
public final class RegistryRefusedException extends HeadgateException {
  private static final long serialVersionUID = 1L;

  private final int status;

  RegistryRefusedException(int status, String message) {
    super(ExitCode.BAD_CONFIGURATION, message);
    this.status = status;
  }

  /** HTTP status, 400 to 499. */
  public int status() {
    return status;
  }
}
