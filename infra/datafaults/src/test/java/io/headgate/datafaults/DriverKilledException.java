package io.headgate.datafaults;

/** Ends a run as a kill of its driver does: nothing of it goes on. */
final class DriverKilledException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DriverKilledException() {
    super("the driver was killed");
  }
}
