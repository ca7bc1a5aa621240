package io.headgate.checks;

import static io.headgate.checks.TestingRows.SPARK;
import static io.headgate.checks.TestingRows.evaluate;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.Check;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** How often the rows are read, by Spark's own count of the rows that its tasks read. */
@TestInstance(Lifecycle.PER_CLASS)
class SharedScanTest {
  private static final int ROWS = 1_000;
  private static final List<Check> OF_ONE_SCAN =
      List.of(
          new Check.NotNull("origin_known", 1, "origin"),
          new Check.NotNull("flights_known", 1, "flights"),
          new Check.Range("positive", 1, "flights", 0d, null),
          new Check.AllowedValues("places", 1, "origin", List.of("A0", "A1", "A2")),
          new Check.CustomSql("plausible", 1, "flights < 1000 AND origin LIKE 'A%'"),
          new Check.Freshness("fresh", 1, "window_start", Duration.ofDays(1)));

  private Dataset<Row> stored;

  @BeforeAll
  void store(@TempDir Path folder) {
    String path = folder.resolve("rows").toString();
    SPARK
        .range(ROWS)
        .selectExpr(
            "TIMESTAMP '2026-11-12T00:00:00Z' AS window_start",
            "concat('A', id % 3) AS origin",
            "id AS flights")
        .coalesce(1)
        .write()
        .parquet(path);
    stored = SPARK.read().parquet(path);
  }

  @Test
  void allThatCanShareAScanCostOne() throws Exception {
    assertThat(rowsRead(OF_ONE_SCAN)).isEqualTo(ROWS);
  }

  @Test
  void uniquenessIsGroupedByItsColumnsOnceHoweverManyChecksAskForIt() throws Exception {
    List<Check> checks = new ArrayList<>(OF_ONE_SCAN);
    checks.add(new Check.Unique("one_row", 1, List.of("origin", "flights")));
    long once = rowsRead(checks);
    checks.add(new Check.Unique("really_one_row", 1, List.of("origin", "flights")));
    checks.add(new Check.Freshness("fresher", 1, "window_start", Duration.ofDays(2)));

    assertThat(once).isBetween(2L * ROWS, 3L * ROWS);
    assertThat(rowsRead(checks)).isEqualTo(once);
  }

  private long rowsRead(List<Check> checks) throws Exception {
    LongAdder read = new LongAdder();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd task) {
            read.add(task.taskMetrics().inputMetrics().recordsRead());
          }
        };
    SPARK.sparkContext().addSparkListener(listener);
    try {
      assertThat(evaluate(checks, TestingRows.day(12), stored))
          .extracting(CheckResult::outcome)
          .containsOnly(Outcome.PASSED);
      SPARK.sparkContext().listenerBus().waitUntilEmpty();
      return read.sum();
    } finally {
      SPARK.sparkContext().removeSparkListener(listener);
    }
  }
}
