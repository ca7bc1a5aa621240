package io.headgate.streaming.alert;

/** A measure that cannot be made from smaller windows, and why. */
final class UnjudgedMetricException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnjudgedMetricException(String reason) {
    super(reason);
  }
}
