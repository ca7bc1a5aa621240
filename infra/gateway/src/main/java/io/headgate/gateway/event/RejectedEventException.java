package io.headgate.gateway.event;

/** An event that is not sent anywhere; its producer must mend it. */
final class RejectedEventException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  RejectedEventException(Reason reason, String detail) {
    // Thousands a second must not cost a stack trace each.
    super(detail, null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
