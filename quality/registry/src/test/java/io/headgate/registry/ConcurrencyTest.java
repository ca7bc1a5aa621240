package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.PartitionState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;

/** Many callers at once, on one database. */
class ConcurrencyTest {
  private static final int CALLERS = 8;
  private static final String DAY = "event_date=2026-11-12";

  private static TestingRegistry registry;

  private final Flights flights = new Flights();

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @RepeatedTest(3)
  void oneSchemaRegisteredByManyIsOneVersion() throws Exception {
    String topic = "t" + UUID.randomUUID();

    List<Integer> versions =
        atOnce(
            caller ->
                registry
                    .client()
                    .schemas()
                    .register(topic, Flights.SCHEMA, Compatibility.FULL)
                    .version());

    assertThat(versions).hasSize(CALLERS).containsOnly(1);
  }

  @RepeatedTest(3)
  void oneNameOfAggregatesAndRollupsOfManyPipelinesIsGivenOnce() throws Exception {
    String name = flights.name + "_wanted";

    List<Integer> given =
        atOnce(
            caller -> {
              Flights own = new Flights();
              String old = caller % 2 == 0 ? own.aggregate : own.name + "_daily";
              try {
                registry.client().applyPipeline(own.renamed(old, name));
                return 1;
              } catch (HeadgateException e) {
                assertThat(e).hasMessageContaining("Give it another name.");
                return 0;
              }
            });

    assertThat(given).filteredOn(one -> one == 1).hasSize(1);
  }

  @RepeatedTest(3)
  void oneStepAskedForByManyIsTakenOnce() throws Exception {
    registry.client().applyPipeline(flights.contract());
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 1L)));

    List<Integer> statuses =
        atOnce(
            caller ->
                registry
                    .post(
                        "/v1/datasets/" + flights.raw + "/partitions/" + DAY + "/transitions",
                        "{\"from\":\"WRITTEN\",\"to\":\"CHECKED\",\"reason\":\"r\",\"who\":\"w\"}")
                    .status());

    assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 409).hasSize(CALLERS - 1);
  }

  @RepeatedTest(3)
  void aRowThatComesTogetherWithTheRunThatMissedItAlwaysMakesItDirty() throws Exception {
    registry.client().applyPipeline(flights.contract());
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 1L)));
    LedgerRow missed = flights.epoch(1, Map.of(DAY, 1L));

    atOnce(
        caller -> {
          if (caller % 2 == 0) {
            registry.client().postLedger(missed);
          } else {
            registry.client().postRun(flights.published("-run", 3, "2026-11-12", 0));
          }
          return 0;
        });

    assertThat(registry.client().partitions(flights.daily).get(0).state())
        .isEqualTo(PartitionState.DIRTY);
    assertThat(registry.client().partitions(flights.raw).get(0).rowCount()).isEqualTo(2);
  }

  private interface Call {
    int as(int caller) throws Exception;
  }

  private static List<Integer> atOnce(Call call) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        int self = caller;
        calls.add(() -> call.as(self));
      }
      List<Integer> answers = new ArrayList<>();
      for (Future<Integer> answer : callers.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      callers.shutdownNow();
    }
  }
}
