package io.headgate.registry.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import java.util.OptionalInt;

/** A connection that sends any bytes and reads the status of what comes back. */
final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final int port;
  private Socket socket;
  private InputStream in;

  RawConnection(int port) {
    this.port = port;
  }

  /**
   * Sends a request and reads the answer to its end; a server that says nothing for long is a
   * {@link java.net.SocketTimeoutException}.
   *
   * @return the status, or empty when the server closed the connection without a word
   */
  OptionalInt exchange(Malformed request) throws IOException {
    boolean isOld = socket != null;
    OptionalInt status = once(request);
    // A server may close a connection that it has answered on; that is no answer to this request.
    return status.isEmpty() && isOld ? once(request) : status;
  }

  private OptionalInt once(Malformed request) throws IOException {
    open();
    try {
      socket.getOutputStream().write(request.bytes());
      if (!request.isFramed()) {
        socket.shutdownOutput();
      }
    } catch (IOException e) {
      // The server has heard enough; what it said is still there to be read.
    }
    try {
      int status = answer(request.isHead());
      if (!request.isFramed()) {
        close();
      }
      return OptionalInt.of(status);
    } catch (EOFException | SocketException e) {
      close();
      return OptionalInt.empty();
    }
  }

  private void open() throws IOException {
    if (socket == null) {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }
  }

  private int answer(boolean withoutBody) throws IOException {
    String statusLine = line();
    int status = Integer.parseInt(statusLine.split(" ", -1)[1]);
    long length = -1;
    boolean chunked = false;
    boolean closes = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(lower.indexOf(':') + 1).trim());
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
      closes |= lower.startsWith("connection:") && lower.contains("close");
    }
    if (status == 100) {
      return answer(withoutBody);
    }
    if (!withoutBody && chunked) {
      skipChunks();
    } else if (!withoutBody && length > 0) {
      in.skipNBytes(length);
    }
    if (closes) {
      close();
    }
    return status;
  }

  private void skipChunks() throws IOException {
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      in.skipNBytes(size);
      line();
    }
    line();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
