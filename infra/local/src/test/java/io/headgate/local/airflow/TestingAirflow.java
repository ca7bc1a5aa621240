package io.headgate.local.airflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An HTTP server that keeps Airflow's rules on pages and tokens, over the runs of one DAG. */
final class TestingAirflow implements AutoCloseable {
  private static final int LONGEST_PAGE = 100;

  private final HttpServer http;
  private final int days;
  private final AtomicInteger token = new AtomicInteger();
  private final Queue<Integer> failures = new ConcurrentLinkedQueue<>();

  /**
   * @param days runs of the DAG, one a day from 2026-01-01 on, all succeeded
   */
  TestingAirflow(int days) {
    this.days = days;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext(
        "/auth/token",
        exchange ->
            answer(exchange, 201, "{\"access_token\": \"%d\"}".formatted(token.incrementAndGet())));
    http.createContext("/api/v2/dags/", this::runs);
    http.start();
  }

  String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** Lets no token in that it has given so far. */
  void endTokens() {
    token.incrementAndGet();
  }

  /** Answers so to the next call that it lets in. */
  void fail(int status) {
    failures.add(status);
  }

  private void runs(HttpExchange exchange) throws IOException {
    if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"detail\": \"Not authenticated\"}");
      return;
    }
    Integer failure = failures.poll();
    if (failure != null) {
      answer(exchange, failure, "{}");
      return;
    }
    Map<String, String> query =
        Arrays.stream(exchange.getRequestURI().getQuery().split("&"))
            .map(parameter -> parameter.split("=", 2))
            .collect(Collectors.toMap(parameter -> parameter[0], parameter -> parameter[1]));
    int first = Integer.parseInt(query.get("offset"));
    int limit = Math.min(Integer.parseInt(query.get("limit")), LONGEST_PAGE);
    String page =
        IntStream.range(first, Math.min(first + limit, days))
            .mapToObj(TestingAirflow::run)
            .collect(Collectors.joining(", "));
    answer(exchange, 200, "{\"dag_runs\": [%s], \"total_entries\": %d}".formatted(page, days));
  }

  private static String run(int day) {
    LocalDate date = LocalDate.of(2026, 1, 1).plusDays(day);
    return """
        {"dag_run_id": "%s", "dag_id": "flights__backfill", "run_type": "backfill",
         "state": "success", "logical_date": "%sT00:00:00Z"}
        """
        .formatted(date, date);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
