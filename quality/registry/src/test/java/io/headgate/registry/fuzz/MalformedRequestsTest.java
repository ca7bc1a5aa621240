package io.headgate.registry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Json;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sends what nobody should send to the real service, from several connections at once. */
class MalformedRequestsTest {
  private static final int REQUESTS = Integer.getInteger("headgate.fuzz.requests", 100_000);
  private static final long SEED = Long.getLong("headgate.fuzz.seed", 20261121L);
  private static final int CONNECTIONS = 4;

  /** Until caches, pools and classes are there; what comes after must add nothing. */
  private static final int WARM_UP = REQUESTS / 5;

  /** An eighth of the heap; a leak of 400 bytes per request would show. */
  private static final long MOST_GROWTH_BYTES = 32L << 20;

  private static final int MOST_FAILURES = 20;

  /** Of everybody else, who would take half of the processors without it. */
  private static final int PAUSE_MILLIS = 50;

  /** Of a larger one that is refused the rest is not read, and the answer may be lost with it. */
  private static final int SURELY_READ_BYTES = 64 << 10;

  private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();

  @TempDir Path folder;

  @Test
  void malformedRequestsNeitherBreakNorStallNorSwellTheService() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS + 1);
    try (RegistryProcess registry = RegistryProcess.start(folder);
        Sluggards sluggards = new Sluggards(registry.port())) {
      List<String> calls = calls(registry);
      Future<Integer> others = threads.submit(() -> askUntil(done, registry));

      sluggards.begin();
      send(registry, calls, threads, SEED, WARM_UP);
      long before = registry.heapAfterCollection();
      sluggards.begin();
      send(registry, calls, threads, SEED + 1, REQUESTS - WARM_UP);
      long after = registry.heapAfterCollection();

      done.set(true);
      System.out.printf(
          Locale.ROOT,
          "malformed requests: seed=%d statuses=%s unanswered=%s heap before=%,d after=%,d; others answered=%d%n",
          SEED,
          statuses,
          unanswered,
          before,
          after,
          others.get());
      assertThat(registry.isAlive()).isTrue();
      assertThat(failures).as("seed %d; %s", SEED, registry.faults()).isEmpty();
      assertThat(statuses.keySet()).contains(200, 400, 401, 404, 405, 413, 415, 422);
      assertThat(others.get()).isPositive();
      assertThat(after - before).isLessThan(MOST_GROWTH_BYTES);
      assertThat(registry.log()).doesNotContain("OutOfMemory").doesNotContain("StackOverflow");
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  /** Every call that the service says it has. */
  private static List<String> calls(RegistryProcess registry) throws Exception {
    List<String> calls = new ArrayList<>();
    JsonNode paths = Json.MAPPER.readTree(registry.read("/openapi")).path("paths");
    paths
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            calls.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(calls).hasSizeGreaterThan(40);
    return calls;
  }

  private void send(
      RegistryProcess registry,
      List<String> calls,
      ExecutorService threads,
      long seed,
      int requests)
      throws Exception {
    List<Callable<Void>> senders = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      RequestFuzzer fuzzer = new RequestFuzzer(seed * CONNECTIONS + i, calls);
      senders.add(
          () -> {
            try (RawConnection connection = new RawConnection(registry.port())) {
              for (int sent = 0; sent < requests / CONNECTIONS; sent++) {
                send(connection, fuzzer.next());
              }
            }
            return null;
          });
    }
    for (Future<Void> sender : threads.invokeAll(senders)) {
      sender.get();
    }
  }

  private void send(RawConnection connection, Malformed request) throws Exception {
    OptionalInt status;
    try {
      status = connection.exchange(request);
    } catch (SocketTimeoutException e) {
      fail("no answer to " + request);
      connection.close();
      return;
    }
    if (status.isEmpty()) {
      unanswered.incrementAndGet();
      if (request.isFramed() && request.bytes().length < SURELY_READ_BYTES) {
        fail("closed without an answer: " + request);
      }
      return;
    }
    statuses.computeIfAbsent(status.getAsInt(), code -> new AtomicInteger()).incrementAndGet();
    // 505 says that the request is of another version of HTTP, which some broken ones claim.
    if (status.getAsInt() >= 500 && status.getAsInt() != 505) {
      fail(status.getAsInt() + " to " + request);
    }
  }

  private void fail(String what) {
    if (failures.size() < MOST_FAILURES) {
      failures.add(what);
    }
  }

  /** What everybody else asks meanwhile is answered. */
  private int askUntil(AtomicBoolean done, RegistryProcess registry) throws Exception {
    int answered = 0;
    while (!done.get()) {
      for (String path : List.of("/health/ready", "/v1/gates", "/subjects")) {
        if (registry.status(path) != 200) {
          fail("others: " + path + " was not answered with 200");
        }
        answered++;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return answered;
  }
}
