package io.headgate.components;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of 127.0.0.1, the only address that components listen on. */
public final class Ports {
  private static final int PATIENCE_MILLIS = 500;
  private static final int ATTEMPTS = 100;
  private static final int LOWEST = 20_000;

  /** Linux's default {@code net.ipv4.ip_local_port_range} begins here. */
  private static final int LOWEST_OUTGOING = 32_768;

  private Ports() {}

  /**
   * A port that nothing listens on at the moment. It is below the range from which the kernel takes
   * the ports of outgoing connections, so that none of those takes it before the server does.
   */
  public static int free() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, LOWEST_OUTGOING);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(address(port));
        return port;
      } catch (IOException taken) {
        // the next one
      }
    }
    throw new IllegalStateException(
        "No free port in %d tries from %d to %d".formatted(ATTEMPTS, LOWEST, LOWEST_OUTGOING));
  }

  /** Fails when another program listens on the port that the component wants. */
  public static void requireFree(String component, int port) {
    // By connecting: to bind fails for a while after a server has ended with connections open.
    try (Socket socket = new Socket()) {
      socket.connect(address(port), PATIENCE_MILLIS);
      if (socket.getLocalPort() == port) {
        return; // connected to itself, as TCP does when the kernel picks the very port
      }
    } catch (IOException free) {
      return;
    }
    throw new PortTakenException(component, port);
  }

  static InetSocketAddress address(int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
