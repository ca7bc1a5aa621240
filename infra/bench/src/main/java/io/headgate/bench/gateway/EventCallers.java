package io.headgate.bench.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Producers that send batches of clicks to a gateway, each over one kept connection. */
public final class EventCallers {
  private final ClickBatches batches;
  private final URI events;
  private final String key;
  private final int callers;
  private final AtomicLong next = new AtomicLong();

  /**
   * @param url of the gateway
   */
  public EventCallers(ClickBatches batches, String url, String key, int callers) {
    this.batches = batches;
    this.events = URI.create(url + "/v1/events");
    this.key = key;
    this.callers = callers;
  }

  /**
   * What came of one measurement.
   *
   * @param events that were acknowledged
   * @param took how long each batch took; of a paced one from the moment at which it was due
   */
  public record Sent(long events, Duration time, List<Duration> took) {
    public double perSecond() {
      return events / (time.toNanos() / 1e9);
    }
  }

  /** Sends as fast as the gateway answers. */
  public Sent flatOut(Duration howLong) throws InterruptedException, ExecutionException {
    return run(howLong, 0);
  }

  /** Sends at a rate; a batch that is due is not put off because the one before is slow. */
  public Sent paced(Duration howLong, long eventsPerSecond)
      throws InterruptedException, ExecutionException {
    return run(howLong, eventsPerSecond);
  }

  private Sent run(Duration howLong, long eventsPerSecond)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(callers);
    try {
      long begun = System.nanoTime();
      AtomicLong turn = new AtomicLong();
      List<Callable<List<Duration>>> all = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        all.add(() -> send(begun, howLong.toNanos(), eventsPerSecond, turn));
      }
      List<Duration> took = new ArrayList<>();
      for (Future<List<Duration>> each : pool.invokeAll(all)) {
        took.addAll(each.get());
      }
      Duration time = Duration.ofNanos(System.nanoTime() - begun);
      return new Sent((long) took.size() * batches.size(), time, took);
    } finally {
      pool.shutdownNow();
    }
  }

  private List<Duration> send(long begun, long nanos, long eventsPerSecond, AtomicLong turn)
      throws IOException, InterruptedException {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    List<Duration> took = new ArrayList<>();
    while (true) {
      long due =
          eventsPerSecond == 0
              ? System.nanoTime() - begun
              : turn.getAndIncrement() * batches.size() * 1_000_000_000L / eventsPerSecond;
      if (due >= nanos) {
        return took;
      }
      waitUntil(begun + due);
      post(http, batches.body(next.getAndAdd(batches.size())));
      took.add(Duration.ofNanos(System.nanoTime() - begun - due));
    }
  }

  private static void waitUntil(long nanoTime) throws InterruptedException {
    long ahead = nanoTime - System.nanoTime();
    if (ahead > 0) {
      TimeUnit.NANOSECONDS.sleep(ahead);
    }
  }

  private void post(HttpClient http, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(events)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    JsonNode receipt = Json.MAPPER.readTree(answer.body());
    if (answer.statusCode() != 200
        || receipt.path("accepted").asInt() != batches.size()
        || receipt.path("duplicates").asInt() != 0) {
      throw new IOException(
          "A batch was answered with %d: %s".formatted(answer.statusCode(), answer.body()));
    }
  }
}
