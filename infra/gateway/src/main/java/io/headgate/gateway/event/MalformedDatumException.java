package io.headgate.gateway.event;

/** Bytes that are no datum of a schema. */
final class MalformedDatumException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedDatumException(String reason) {
    super(reason, null, false, false);
  }
}
