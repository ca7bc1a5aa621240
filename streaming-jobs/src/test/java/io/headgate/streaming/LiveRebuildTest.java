package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An aggregate that is rebuilt while events flow and readers look. */
class LiveRebuildTest {
  @TempDir Path folder;

  // Some 25 rides a second while it is rebuilt, half a minute apart.
  private final TestingRides rides = new TestingRides(Duration.ofDays(3));
  private final TestingAggregates pipeline = rides.pipeline;

  @Test
  void aRebuildTakesThePlaceWithoutAGapWhileEventsFlowAndItsQueryGoesOnByItself() throws Exception {
    pipeline.apply(Delivery.EXACTLY_ONCE, TestingRides.COUNTED, "city");
    rides.send(600);
    DriverProcess driver = rides.job(folder, "PipelineStreamsJob", "--pipeline", pipeline.name);
    AtomicBoolean ended = new AtomicBoolean();
    List<String> faults = Collections.synchronizedList(new ArrayList<>());
    Thread producer = new Thread(() -> sendUntil(ended, faults));
    Thread reader = new Thread(() -> readUntil(ended, faults));
    try {
      await()
          .atMost(TestingRides.PATIENCE)
          .until(() -> rides.served() == TestingRides.windows(rides.sent).size());
      reader.start();
      producer.start();
      pipeline.apply(Delivery.EXACTLY_ONCE, TestingRides.SUMMED, "city");
      await().atMost(TestingRides.PATIENCE).until(() -> state() == QueryState.FAILED);

      assertThat(pipeline.rebuild().run().facts()).containsEntry("end", "serves");

      await().atMost(TestingRides.PATIENCE).until(() -> state() == QueryState.RUNNING);
      ended.set(true);
      producer.join();
      reader.join();
      await()
          .atMost(TestingRides.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(rides.rows("analyst", "toString(rides), toString(ifNull(minutes, 0))"))
                      .isEqualTo(TestingRides.windows(rides.sent)));
    } finally {
      ended.set(true);
      int unused = driver.terminate();
    }
    assertThat(faults).isEmpty();
    assertThat(pipeline.rebuild().run().facts()).containsEntry("end", "nothing to do");
    assertThat(rides.tables()).containsExactly(pipeline.aggregate);
  }

  private QueryState state() {
    return pipeline.platform.registry.client().queries().stream()
        .filter(report -> report.query().endsWith(":" + pipeline.aggregate))
        .map(QueryReport::state)
        .findFirst()
        .orElse(QueryState.STOPPED);
  }

  private void sendUntil(AtomicBoolean ended, List<String> faults) {
    try {
      while (!ended.get()) {
        rides.send(5);
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (InterruptedException | RuntimeException e) {
      faults.add(e.toString());
    }
  }

  /** What a reader sees never becomes fewer windows, nor fewer rides. */
  private void readUntil(AtomicBoolean ended, List<String> faults) {
    List<Long> before = List.of(0L, 0L);
    try (ClickHouse clickHouse = ClickHouse.open(pipeline.platform.settings("none"))) {
      while (!ended.get()) {
        List<Long> now =
            clickHouse
                .query(
                    "SELECT count(), sum(rides) FROM analyst." + pipeline.aggregate,
                    row -> List.of(row.getLong(1), row.getLong(2)))
                .get(0);
        if (now.get(0) < before.get(0) || now.get(1) < before.get(1)) {
          faults.add("windows and rides were %s and are %s".formatted(before, now));
        }
        before = now;
      }
    } catch (RuntimeException e) {
      faults.add(e.toString());
    }
  }
}
