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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * Producers that send batches by HTTP until they are closed. A batch that is not acknowledged is
 * sent again, unchanged, until it is, whatever happens to gateway and broker meanwhile.
 */
public final class StubbornProducers implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ClickBatches batches;
  private final LongSupplier firstOfNext;
  private final LongUnaryOperator arrivals;
  private final URI events;
  private final String key;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refusals = new AtomicInteger();
  private final ExecutorService threads;
  private final List<Future<Void>> ends = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * Begins to send.
   *
   * @param firstOfNext takes the indexes of one more batch, and answers the first; thread-safe
   * @param arrivals when each event arrives, by its index, in microseconds since 1970
   * @param url of the gateway
   */
  public StubbornProducers(
      ClickBatches batches,
      LongSupplier firstOfNext,
      LongUnaryOperator arrivals,
      String url,
      String key,
      int producers) {
    this.batches = batches;
    this.firstOfNext = firstOfNext;
    this.arrivals = arrivals;
    this.events = URI.create(url + "/v1/events");
    this.key = key;
    this.threads = Executors.newFixedThreadPool(producers);
    for (int i = 0; i < producers; i++) {
      ends.add(threads.submit(this::produce));
    }
  }

  /** Ids of the events that the gateway has acknowledged so far. */
  public Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  /** How often a batch was not acknowledged: no answer, or one that asks to come again. */
  public int refusals() {
    return refusals.get();
  }

  private Void produce() throws IOException, InterruptedException {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    while (!stopped) {
      long first = firstOfNext.getAsLong();
      String body = batches.body(first, arrivals);
      boolean done = false;
      while (!done && !stopped) {
        done = post(http, body);
        if (done) {
          LongStream.range(first, first + batches.size())
              .mapToObj(index -> batches.source().event(index, arrivals.applyAsLong(index)))
              .forEach(event -> acknowledged.add(event.get("event_id").toString()));
        } else {
          refusals.incrementAndGet();
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    }
    return null;
  }

  private boolean post(HttpClient http, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(events)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer;
    try {
      answer = http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      return false; // killed, or not there yet
    }
    if (answer.statusCode() == 503 || answer.statusCode() == 429) {
      return false;
    }
    JsonNode receipt = Json.MAPPER.readTree(answer.body());
    if (answer.statusCode() != 200 || receipt.path("accepted").asInt() != batches.size()) {
      throw new IOException(
          "A batch was answered with %d: %s".formatted(answer.statusCode(), answer.body()));
    }
    return true;
  }

  /** Sends no more; fails when a producer was answered what it must not be. */
  @Override
  public void close() {
    stopped = true;
    threads.shutdown();
    try {
      for (Future<Void> end : ends) {
        end.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }
}
