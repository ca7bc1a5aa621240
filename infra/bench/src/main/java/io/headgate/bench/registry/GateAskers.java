package io.headgate.bench.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.local.StackProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers that ask for the gates of partitions at random, each as soon as it has its answer. */
public final class GateAskers {
  private final FilledRegistry registry;
  private final StackProperties properties;
  private final int callers;

  public GateAskers(FilledRegistry registry, StackProperties properties, int callers) {
    this.registry = registry;
    this.properties = properties;
    this.callers = callers;
  }

  /**
   * Asks for as long as this.
   *
   * @return how long each answer took, of all callers
   * @throws ExecutionException when an answer was no answer, or told of another partition
   */
  public List<Duration> ask(Duration howLong, long seed)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(callers);
    try {
      SplittableRandom random = new SplittableRandom(seed);
      List<Callable<List<Duration>>> all = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        SplittableRandom own = random.split();
        all.add(() -> ask(howLong, own));
      }
      List<Duration> took = new ArrayList<>();
      for (Future<List<Duration>> each : pool.invokeAll(all)) {
        took.addAll(each.get());
      }
      return took;
    } finally {
      pool.shutdownNow();
    }
  }

  private List<Duration> ask(Duration howLong, SplittableRandom random)
      throws IOException, InterruptedException {
    RegistryCaller caller = new RegistryCaller(properties);
    List<Duration> took = new ArrayList<>();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < howLong.toNanos()) {
      String dataset = FilledRegistry.dataset(random.nextInt(FilledRegistry.DATASETS));
      String partition = registry.partition(random.nextInt(registry.partitions()));
      long asked = System.nanoTime();
      JsonNode answer = caller.get("/v1/gates/" + dataset + "?partition=" + partition);
      took.add(Duration.ofNanos(System.nanoTime() - asked));
      if (!answer.path("open").asBoolean()
          || !answer.path("partition").asText().equals(partition)) {
        throw new IOException(
            "Asked for the open gate of " + dataset + " " + partition + ": " + answer);
      }
    }
    return took;
  }
}
