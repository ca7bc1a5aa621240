package io.headgate.components;

/** A component could not be fetched, started or stopped; the message names it and the remedy. */
public class ComponentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ComponentException(String message) {
    super(message);
  }

  public ComponentException(String message, Throwable cause) {
    super(message, cause);
  }
}
