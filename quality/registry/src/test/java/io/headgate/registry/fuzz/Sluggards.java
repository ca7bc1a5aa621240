package io.headgate.registry.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.headgate.registry.RegistryProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Callers that begin a request and never end it. */
final class Sluggards implements AutoCloseable {
  private static final int AT_ONCE = 20;
  private static final String BEGINNING =
      """
      POST /v1/ledger HTTP/1.1\r
      Host: 127.0.0.1\r
      Authorization: Bearer %s\r
      Content-Type: application/json\r
      Content-Length: 100000\r
      \r
      {"writer":\
      """
          .formatted(RegistryProgram.KEY);

  private final int port;
  private final List<Socket> sockets = new ArrayList<>();

  Sluggards(int port) {
    this.port = port;
  }

  /** More of them; those before stay. */
  void begin() throws IOException {
    for (int i = 0; i < AT_ONCE; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      sockets.add(socket);
      socket.getOutputStream().write(BEGINNING.getBytes(US_ASCII));
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
