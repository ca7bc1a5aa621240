package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.TestingRegistry.Answer;
import io.headgate.registry.gate.PartitionLife;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many writers take random steps on few partitions, some of them by what they read a while ago,
 * while runs publish into the same ones. The model: a partition is the list of its steps, and its
 * version how many there are.
 */
class PartitionStepsPropertyTest {
  private static final int WRITERS = 6;
  private static final int STEPS = 25;
  private static final int RUNS = 10;
  private static final List<String> KEYS = List.of("2026-11-10", "2026-11-11");

  private static TestingRegistry registry;

  private final Flights flights = new Flights();

  /** A step that was asked for, and what came of it. */
  private record Asked(
      String key, PartitionState from, PartitionState to, long version, String why, Answer answer) {
    boolean won() {
      return answer.status() == 200;
    }
  }

  /** A step as the history has it. */
  private record Step(PartitionState from, PartitionState to, String who, String why) {}

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noStepIsLostTheHistoryIsALegalPathAndOneOfManyWins(long seed) throws Exception {
    registry.client().applyPipeline(flights.contract());
    for (String key : KEYS) {
      registry.client().postRun(flights.quarantined("-first-" + key, key, 0));
    }

    List<Asked> asked = allAtOnce(seed);

    for (String key : KEYS) {
      List<Step> steps = history(key);
      List<Asked> ofKey = asked.stream().filter(each -> each.key().equals(key)).toList();
      isALegalPath(steps);
      nothingIsLost(ofKey, steps);
      oneWins(ofKey, steps);
      JsonNode partition = read(key);
      assertThat(partition.path("version").asLong()).isEqualTo(steps.size());
      assertThat(state(partition)).isEqualTo(steps.get(steps.size() - 1).to());
    }
    assertThat(asked).anyMatch(Asked::won);
    assertThat(asked).anyMatch(each -> each.answer().status() == 409);
  }

  private static void isALegalPath(List<Step> steps) {
    assertThat(steps.get(0).from()).isNull();
    assertThat(PartitionLife.BEGINNINGS).contains(steps.get(0).to());
    for (int i = 1; i < steps.size(); i++) {
      assertThat(steps.get(i).from()).isEqualTo(steps.get(i - 1).to());
      assertThat(PartitionLife.next(steps.get(i).from())).contains(steps.get(i).to());
    }
  }

  /** Each step that was granted stands where its writer put it, and no other is there. */
  private static void nothingIsLost(List<Asked> asked, List<Step> steps) {
    List<Asked> granted = asked.stream().filter(Asked::won).toList();
    for (Asked step : granted) {
      assertThat(steps.get((int) step.version()))
          .isEqualTo(new Step(step.from(), step.to(), "writer", step.why()));
    }
    assertThat(steps.stream().filter(step -> step.who().equals("writer"))).hasSameSizeAs(granted);
  }

  private static void oneWins(List<Asked> asked, List<Step> steps) {
    Map<Long, List<Asked>> byVersion =
        asked.stream().collect(Collectors.groupingBy(Asked::version));
    byVersion.forEach(
        (version, rivals) -> {
          assertThat(rivals.stream().filter(Asked::won).count()).isLessThanOrEqualTo(1);
          for (Asked rival : rivals) {
            if (!rival.won()) {
              toldWhatIs(rival, steps);
            }
          }
        });
  }

  /** A stale writer is told a state that the partition had after what the writer had read. */
  private static void toldWhatIs(Asked stale, List<Step> steps) {
    assertThat(stale.answer().status()).isEqualTo(409);
    JsonNode problem = stale.answer().body();
    long version = problem.path("version").asLong();
    assertThat(version).isGreaterThan(stale.version());
    assertThat(state(problem)).isEqualTo(steps.get((int) version - 1).to());
  }

  private List<Asked> allAtOnce(long seed) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
    try {
      List<Callable<List<Asked>>> work = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        Random random = new Random(seed * WRITERS + writer);
        int number = writer;
        work.add(() -> write(random, number));
      }
      work.add(() -> publish(new Random(seed)));
      List<Asked> asked = new ArrayList<>();
      for (Future<List<Asked>> each : threads.invokeAll(work)) {
        asked.addAll(each.get());
      }
      return asked;
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Asked> publish(Random random) {
    for (int run = 0; run < RUNS; run++) {
      String key = KEYS.get(random.nextInt(KEYS.size()));
      registry.client().postRun(flights.published("-run-" + run, 10 + run, key, 0));
    }
    return List.of();
  }

  private List<Asked> write(Random random, int writer) {
    List<Asked> asked = new ArrayList<>();
    Map<String, JsonNode> seen = new HashMap<>();
    KEYS.forEach(key -> seen.put(key, read(key)));
    for (int step = 0; step < STEPS; step++) {
      String key = KEYS.get(random.nextInt(KEYS.size()));
      // Now and then it goes by what it read before.
      JsonNode partition = random.nextInt(3) == 0 ? seen.get(key) : read(key);
      seen.put(key, partition);
      PartitionState from = state(partition);
      List<PartitionState> next = PartitionLife.next(from);
      PartitionState to = next.get(random.nextInt(next.size()));
      String why = "step %d of writer %d".formatted(step, writer);
      long version = partition.path("version").asLong();
      asked.add(new Asked(key, from, to, version, why, ask(key, from, to, version, why)));
    }
    return asked;
  }

  private Answer ask(String key, PartitionState from, PartitionState to, long version, String why) {
    return registry.post(
        path(key) + "/transitions",
        Json.write(
            Map.of("from", from, "to", to, "version", version, "reason", why, "who", "writer")));
  }

  private JsonNode read(String key) {
    return registry.get(path(key)).body();
  }

  private List<Step> history(String key) {
    List<Step> steps = new ArrayList<>();
    for (JsonNode step :
        registry.get(path(key) + "/transitions?limit=1000").body().path("transitions")) {
      steps.add(
          new Step(
              step.hasNonNull("from") ? PartitionState.valueOf(step.path("from").asText()) : null,
              PartitionState.valueOf(step.path("to").asText()),
              step.path("who").asText(),
              step.path("reason").asText()));
    }
    return steps;
  }

  private static PartitionState state(JsonNode partition) {
    return PartitionState.valueOf(partition.path("state").asText());
  }

  private String path(String key) {
    return "/v1/datasets/" + flights.daily + "/partitions/" + key;
  }
}
