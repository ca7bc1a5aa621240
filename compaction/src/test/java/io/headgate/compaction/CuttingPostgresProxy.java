package io.headgate.compaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between a catalog and its PostgreSQL, and breaks the connection that commits to a table:
 * once, before the statement arrives or after it was carried out.
 */
final class CuttingPostgresProxy implements AutoCloseable {
  private static final String COMMIT = "UPDATE iceberg_tables";

  /** Where the connection breaks. */
  enum Cut {
    BEFORE_THE_COMMIT,
    BEFORE_THE_ACKNOWLEDGEMENT
  }

  private final ServerSocket listener;
  private final int target;
  private final Cut cut;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean done;

  CuttingPostgresProxy(int target, Cut cut) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.cut = cut;
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  boolean hasCut() {
    return done;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        Connection connection = new Connection(client, server);
        threads.execute(connection::forward);
        threads.execute(connection::back);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }

  private final class Connection {
    private final Socket client;
    private final Socket server;
    private volatile boolean committing;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void forward() {
      copy(client, server, true);
    }

    void back() {
      copy(server, client, false);
    }

    private void copy(Socket from, Socket to, boolean statements) {
      byte[] buffer = new byte[64 << 10];
      try (from;
          to;
          InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
          String text = new String(Arrays.copyOf(buffer, length), ISO_8859_1);
          if (statements && !done && text.contains(COMMIT)) {
            committing = true;
            if (cut == Cut.BEFORE_THE_COMMIT) {
              done = true;
              return;
            }
          } else if (!statements && committing && text.contains("UPDATE 1")) {
            done = true;
            return;
          }
          out.write(buffer, 0, length);
          out.flush();
        }
      } catch (IOException e) {
        // One side went away; so does the other.
      }
    }
  }
}
