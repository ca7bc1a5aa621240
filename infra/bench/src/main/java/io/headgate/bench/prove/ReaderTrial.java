package io.headgate.bench.prove;

import io.headgate.bench.prove.SwapReader.Expected;
import io.headgate.bench.stack.BenchStack;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * Tries the reader on publishers of known make before it is believed: one that deletes and then
 * inserts must be caught in both stores, one that swaps must not be accused.
 */
record ReaderTrial(BenchStack stack, SparkSession spark, Consumer<String> tell) {
  private static final int SITES = 20;
  private static final int ROUNDS = 15;
  private static final long CLICKS = 20;
  private static final String SERVING = "serving.prove_trial";
  private static final String LAKE = "prove.trial";
  private static final String ROWS =
      "SELECT TIMESTAMP '2026-01-01 00:00:00' AS window_start, concat('shop-', CAST(id AS STRING)) AS site, 1L AS clicks FROM range(0, %d)"
          .formatted(SITES);

  /** A publisher's way to replace its partition. */
  private interface Publisher {
    void replace() throws Exception;
  }

  void run() throws Exception {
    try (Connection clickHouse = stack.clickHouse();
        Statement statement = clickHouse.createStatement()) {
      clickHouse(statement);
      statement.execute("DROP TABLE " + SERVING);
    }
    iceberg();
  }

  private void clickHouse(Statement statement) throws Exception {
    String rows =
        "SELECT toDateTime64('2026-01-01 00:00:00', 6, 'UTC') AS window_start, concat('shop-', toString(number)) AS site, toInt64(1) AS clicks FROM numbers(%d)"
            .formatted(SITES);
    statement.execute(
        "CREATE TABLE %s (window_start DateTime64(6, 'UTC'), site String, clicks Int64) ENGINE = MergeTree ORDER BY site"
            .formatted(SERVING));
    statement.execute("CREATE TABLE %1$s_next AS %1$s".formatted(SERVING));
    statement.execute("INSERT INTO %s %s".formatted(SERVING, rows));
    statement.execute("INSERT INTO %s_next %s".formatted(SERVING, rows));
    long accused =
        findings(
            JdbcHours.clickHouse(stack.clickHouse(), SERVING),
            () ->
                statement.execute(
                    "ALTER TABLE %1$s REPLACE PARTITION tuple() FROM %1$s_next"
                        .formatted(SERVING)));
    long caught =
        findings(
            JdbcHours.clickHouse(stack.clickHouse(), SERVING),
            () -> {
              statement.execute(
                  "ALTER TABLE %s DELETE WHERE true SETTINGS mutations_sync = 2"
                      .formatted(SERVING));
              statement.execute("INSERT INTO %s %s".formatted(SERVING, rows));
            });
    judge("ClickHouse", accused, caught);
    statement.execute("DROP TABLE %s_next".formatted(SERVING));
  }

  private void iceberg() throws Exception {
    var unused = spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.prove");
    unused =
        spark.sql(
            "CREATE TABLE lake.%s USING iceberg PARTITIONED BY (hours(window_start)) AS %s"
                .formatted(LAKE, ROWS));
    long accused =
        findings(
            new IcebergHours(stack.catalog(), false, LAKE),
            () -> spark.sql("INSERT OVERWRITE lake.%s %s".formatted(LAKE, ROWS)));
    long caught =
        findings(
            new IcebergHours(stack.catalog(), false, LAKE),
            () -> {
              var unusedDelete = spark.sql("DELETE FROM lake.%s WHERE true".formatted(LAKE));
              var unusedInsert = spark.sql("INSERT INTO lake.%s %s".formatted(LAKE, ROWS));
            });
    judge("Iceberg", accused, caught);
    unused = spark.sql("DROP TABLE lake.%s PURGE".formatted(LAKE));
  }

  private static long findings(HourSource source, Publisher publisher) throws Exception {
    SwapReader reader = new SwapReader(source, 1, new Expected(hour -> SITES, hour -> CLICKS));
    try (reader) {
      while (reader.reads() == 0) {
        Thread.sleep(1);
      }
      for (int round = 0; round < ROUNDS; round++) {
        publisher.replace();
      }
    }
    return reader.found();
  }

  private void judge(String store, long accused, long caught) {
    tell.accept(
        "reader of %s: a publisher that deletes and then inserts was caught %d times, one that swaps %d times"
            .formatted(store, caught, accused));
    if (caught == 0 || accused > 0) {
      throw new HeadgateException(
          ExitCode.CHECKS_FAILED,
          "Cannot believe the reader of %s: it must catch the one and not the other"
              .formatted(store));
    }
  }
}
