package io.headgate.streaming.stage.avro;

/**
 * Bytes that are not what their writer schema says. It has no stack trace: a producer can cause
 * many of them.
 */
public final class MalformedAvroException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedAvroException(String message) {
    super(message, null, false, false);
  }
}
