package io.headgate.bench.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Stands before a server and cuts one connection at the worst moment: the server has been asked,
 * has done it and has answered, and the client never hears of it.
 */
final class CutProxy implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final int target;
  private final Predicate<String> fatal;
  private final Meanwhile meanwhile;
  private final ServerSocket server;
  private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean chosen = new AtomicBoolean();
  private volatile boolean cut;
  private volatile Exception failure;

  /** What happens between the server's answer and the cut. */
  @FunctionalInterface
  interface Meanwhile {
    void happen() throws Exception;
  }

  /**
   * Starts it on a port of its own.
   *
   * @param target port of the server on this machine
   * @param fatal tells the request, as bytes in ISO 8859-1, whose answer is cut off; the first only
   */
  CutProxy(int target, Predicate<String> fatal, Meanwhile meanwhile) throws IOException {
    this.target = target;
    this.fatal = fatal;
    this.meanwhile = meanwhile;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run("accept", this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Whether an answer was cut off; fails when what was to happen meanwhile failed. */
  boolean hasCut() {
    if (failure != null) {
      throw new IllegalStateException("Nothing could happen before the cut", failure);
    }
    return cut;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void run(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // One of the two went away; the other is told by closing its socket.
              }
            },
            "proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      Socket upstream = new Socket();
      sockets.add(client);
      sockets.add(upstream);
      try {
        upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      } catch (IOException down) {
        client.close();
        continue;
      }
      AtomicBoolean doomed = new AtomicBoolean();
      run("requests", () -> requests(client, upstream, doomed));
      run("answers", () -> answers(client, upstream, doomed));
    }
  }

  private void requests(Socket client, Socket upstream, AtomicBoolean doomed) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (client;
        upstream) {
      for (int read; (read = client.getInputStream().read(chunk)) >= 0; ) {
        if (fatal.test(new String(chunk, 0, read, ISO_8859_1))
            && chosen.compareAndSet(false, true)) {
          doomed.set(true);
        }
        upstream.getOutputStream().write(chunk, 0, read);
      }
    }
  }

  private void answers(Socket client, Socket upstream, AtomicBoolean doomed) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (client;
        upstream) {
      for (int read; (read = upstream.getInputStream().read(chunk)) >= 0; ) {
        if (doomed.get()) {
          try {
            meanwhile.happen();
            cut = true;
          } catch (Exception e) {
            failure = e;
          }
          return;
        }
        client.getOutputStream().write(chunk, 0, read);
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : List.copyOf(sockets)) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
