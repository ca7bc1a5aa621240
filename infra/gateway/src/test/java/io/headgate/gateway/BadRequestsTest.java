package io.headgate.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Requests that were damaged at random: none is a fault of the gateway, and none holds it up. */
class BadRequestsTest {
  /** Few beside all other tests; -Dheadgate.bad-requests=100000 sends as many as anyone likes. */
  private static final int REQUESTS = Integer.getInteger("headgate.bad-requests", 4_000);

  private static final int CALLERS = 8;
  private static final List<String> WORDS =
      List.of(
          "null",
          "{",
          "}",
          "[",
          "]",
          ",",
          "\"",
          "\\u0000",
          "1e999999999",
          "-0",
          "true",
          "\"\"",
          "99999999999999999999",
          "\"9999-12-31T23:59:60Z\"",
          "\ud800",
          "\"topic\":",
          "\u0000");

  @Test
  void noneIsAnsweredAsAFaultAndTheNextGoodOneIsTaken() throws Exception {
    try (OrdersPipeline orders = OrdersPipeline.start();
        TestingGateway gateway =
            TestingGateway.start(orders, Map.of(), GatewayConfig.DEFAULT_BUFFER)) {
      ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
      List<Future<Map<Integer, Integer>>> answers = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        SplittableRandom random = new SplittableRandom(caller);
        answers.add(callers.submit(() -> send(gateway, orders, random)));
      }
      Map<Integer, Integer> statuses = new TreeMap<>();
      for (Future<Map<Integer, Integer>> each : answers) {
        each.get().forEach((status, count) -> statuses.merge(status, count, Integer::sum));
      }
      callers.shutdown();

      assertThat(statuses.keySet())
          .allSatisfy(s -> assertThat(s < 500 || s == 503).as(statuses + "").isTrue());
      assertThat(statuses).containsKeys(200, 400, 404, 413, 415);
      long begun = System.nanoTime();
      assertThat(gateway.post(orders.batch(OrdersPipeline.ids(100))).status()).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    }
  }

  private static Map<Integer, Integer> send(
      TestingGateway gateway, OrdersPipeline orders, SplittableRandom random) throws Exception {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    byte[] good = orders.batch(OrdersPipeline.ids(2)).getBytes(UTF_8);
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (int i = 0; i < REQUESTS / CALLERS; i++) {
      HttpRequest request = damaged(gateway.request(), good, random).build();
      statuses.merge(status(http, request), 1, Integer::sum);
    }
    return statuses;
  }

  /** 0 where the server closes the connection before a large body is sent. */
  private static int status(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private static HttpRequest.Builder damaged(
      HttpRequest.Builder request, byte[] good, SplittableRandom random) {
    switch (random.nextInt(12)) {
      case 0 -> request.setHeader("Content-Type", "application/avro");
      case 1 -> request.header("Content-Encoding", "gzip");
      case 2 -> request.setHeader("Content-Type", random.nextBoolean() ? "text/plain" : ";;=");
      case 3 -> request.header("Content-Encoding", "deflate");
      default -> {}
    }
    byte[] body = good;
    for (int damage = random.nextInt(4); damage >= 0; damage--) {
      body = damaged(body, random);
    }
    return request.POST(BodyPublishers.ofByteArray(body));
  }

  private static byte[] damaged(byte[] body, SplittableRandom random) {
    int at = random.nextInt(body.length + 1);
    return switch (random.nextInt(random.nextInt(100) == 0 ? 5 : 4)) {
      case 0 -> join(body, at, WORDS.get(random.nextInt(WORDS.size())).getBytes(UTF_8), at);
      case 1 -> join(body, at, new byte[0], Math.min(body.length, at + random.nextInt(20)));
      case 2 -> join(body, at, new byte[] {(byte) random.nextInt()}, Math.min(body.length, at + 1));
      case 3 -> {
        // Something else in the place of a whole value.
        String text = new String(body, UTF_8);
        int value = text.indexOf(':', Math.min(at, text.length()));
        int end = value < 0 ? -1 : text.indexOf(',', value);
        yield end < 0
            ? body
            : (text.substring(0, value + 1)
                    + WORDS.get(random.nextInt(WORDS.size()))
                    + text.substring(end))
                .getBytes(UTF_8);
      }
      default -> join(body, at, "[".repeat(200_000 + random.nextInt(2 << 20)).getBytes(UTF_8), at);
    };
  }

  private static byte[] join(byte[] body, int until, byte[] inserted, int from) {
    byte[] joined = new byte[until + inserted.length + body.length - from];
    System.arraycopy(body, 0, joined, 0, until);
    System.arraycopy(inserted, 0, joined, until, inserted.length);
    System.arraycopy(body, from, joined, until + inserted.length, body.length - from);
    return joined;
  }
}
