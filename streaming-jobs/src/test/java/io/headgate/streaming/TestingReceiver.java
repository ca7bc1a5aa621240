package io.headgate.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real HTTP server that keeps what it is sent, and answers as it is told to. */
public final class TestingReceiver implements AutoCloseable {
  private final HttpServer http;
  private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();

  /** What it says to a body. */
  @FunctionalInterface
  public interface Answer {
    int status(JsonNode body);
  }

  /**
   * @param says the body of every answer
   */
  public TestingReceiver(String says, Answer answer) {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext(
        "/",
        exchange -> {
          try (exchange) {
            JsonNode body =
                Json.MAPPER.readTree(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            bodies.add(body);
            byte[] said = says.getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(body), said.length);
            exchange.getResponseBody().write(said);
          }
        });
    http.start();
  }

  public String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** What came, oldest first. */
  public List<JsonNode> bodies() {
    return List.copyOf(bodies);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
