package io.headgate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server that stands for PagerDuty, Slack and a team's own. */
final class TestingReceiver implements AutoCloseable {
  private final HttpServer http;

  TestingReceiver() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.start();
  }

  String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** What came. */
  record Received(String body, Headers headers) {
    JsonNode json() {
      try {
        return Json.MAPPER.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** One path of it. */
  static final class Endpoint {
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger status;
    private volatile Runnable onReceipt = () -> {};

    private Endpoint(int status) {
      this.status = new AtomicInteger(status);
    }

    /** With what it answers from now on. */
    void answer(int newStatus) {
      status.set(newStatus);
    }

    /** Does something before each answer. */
    void onReceipt(Runnable action) {
      onReceipt = action;
    }

    List<Received> received() {
      return List.copyOf(received);
    }

    /** The bodies that came, oldest first. */
    List<JsonNode> bodies() {
      return received.stream().map(Received::json).toList();
    }

    void clear() {
      received.clear();
    }
  }

  Endpoint at(String path, int status) {
    Endpoint endpoint = new Endpoint(status);
    http.createContext(
        path,
        exchange -> {
          try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            endpoint.received.add(new Received(body, exchange.getRequestHeaders()));
            endpoint.onReceipt.run();
            exchange.sendResponseHeaders(endpoint.status.get(), -1);
          }
        });
    return endpoint;
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
