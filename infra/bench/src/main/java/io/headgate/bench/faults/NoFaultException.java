package io.headgate.bench.faults;

/** The fault of a scenario did not come about, so that its right stores show nothing. */
final class NoFaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoFaultException(String message) {
    super(message);
  }

  /** Throws when something that belongs to the fault is not so. */
  static void unless(boolean happened, String otherwise) {
    if (!happened) {
      throw new NoFaultException(otherwise);
    }
  }
}
