package io.headgate.components;

/** Another program listens where a component should. */
public final class PortTakenException extends ComponentException {
  private static final long serialVersionUID = 1L;

  private final int port;

  public PortTakenException(String component, int port) {
    super(
        "Cannot start %s: port %d of 127.0.0.1 is taken by another program. Stop that program, or set HEADGATE_PORT_BASE to a free range of ports."
            .formatted(component, port));
    this.port = port;
  }

  public int port() {
    return port;
  }
}
