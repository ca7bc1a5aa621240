package io.headgate.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.HeadgateException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkSQLProperties;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was killed after staging, over a catalog in a folder. */
class RunSnapshotsTest {
  private static final RunWindow DAY =
      new RunWindow(
          Grain.DAILY,
          Instant.parse("2026-05-04T00:00:00Z"),
          Instant.parse("2026-05-05T00:00:00Z"));
  private static final RunKey KEY =
      RunKey.of("rollup.x", DAY, new Recipe("1"), Map.of("raw.x", 1L));

  @TempDir Path warehouse;
  private final RunSnapshots snapshots = new RunSnapshots(KEY, DAY);
  private SparkSession spark;
  private Table table;

  @BeforeEach
  void aRunHasStagedTheDay() throws Exception {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate()
            .newSession();
    spark.conf().set("spark.sql.catalog.runs", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.runs.type", "hadoop");
    spark.conf().set("spark.sql.catalog.runs.warehouse", warehouse.toUri().toString());
    spark.conf().set("spark.sql.catalog.runs.cache-enabled", "false");
    spark.sql(
        """
        CREATE TABLE runs.rollup.x (window_start timestamp, flights bigint)
        USING iceberg PARTITIONED BY (days(window_start))
        TBLPROPERTIES ('write.wap.enabled'='true', 'write.summary.partition-limit'='100')\
        """);
    write(spark, "2026-05-04", 1);
    write(spark, "2026-05-04", 2);
    write(spark, "2026-05-05", 3);
    write(spark, "2026-05-05", 4);
    SparkSession staging = spark.cloneSession();
    staging.conf().set(SparkSQLProperties.WAP_ID, snapshots.newWapId());
    staging
        .sql("SELECT timestamp '2026-05-04 00:00:00' AS window_start, 9L AS flights")
        .writeTo("runs.rollup.x")
        .overwritePartitions();
    table = Spark3Util.loadIcebergTable(spark, "runs.rollup.x");
  }

  @Test
  void whatWasStagedIsTakenUpAfterARewriteOfAnotherPartition() {
    Snapshot staged = snapshots.staged(table).orElseThrow();

    rewrite("2026-05-05");

    assertThat(snapshots.staged(table)).contains(staged);
    table.manageSnapshots().cherrypick(staged.snapshotId()).commit();
  }

  @Test
  void whatWasStagedIsNotTakenUpAfterARewriteOfItsPartitionAsItCanNoLongerBePublished() {
    Snapshot staged = snapshots.staged(table).orElseThrow();

    rewrite("2026-05-04");

    assertThat(snapshots.staged(table)).isEmpty();
    assertThatThrownBy(() -> table.manageSnapshots().cherrypick(staged.snapshotId()).commit())
        .isInstanceOf(ValidationException.class);
  }

  @Test
  void aRunWhosePartitionToEmptyWasWrittenMeanwhileIsNotTakenAsPublished() {
    RunWindow bothDays =
        new RunWindow(Grain.DAILY, DAY.start(), Instant.parse("2026-05-06T00:00:00Z"));
    RunSnapshots ofBoth = new RunSnapshots(KEY, bothDays);
    LakePublisher publisher = new LakePublisher(table, ofBoth, KEY, bothDays);
    List<Instant> vacant = List.of(DAY.end());
    Snapshot base = table.currentSnapshot();
    Optional<Snapshot> staged = ofBoth.staged(table);
    write(spark, "2026-05-05", 5);
    table.refresh();

    assertThatThrownBy(() -> publisher.publish(staged, vacant, base))
        .isInstanceOf(HeadgateException.class)
        .hasMessageContaining("another run has changed the same partitions")
        .hasMessageEndingWith("Run it again.");

    // The repeat finds what was picked, and only empties.
    Snapshot picked = ofBoth.published(table).orElseThrow();
    assertThat(publisher.publish(Optional.empty(), vacant, picked)).isTrue();
    assertThat(spark.table("runs.rollup.x").select("flights").as(Encoders.LONG()).collectAsList())
        .containsExactly(9L);
  }

  private static void write(SparkSession session, String day, int flights) {
    session.sql(
        "INSERT INTO runs.rollup.x VALUES (timestamp '%s 00:00:00', %dL)".formatted(day, flights));
  }

  private void rewrite(String day) {
    long micros = Instant.parse(day + "T00:00:00Z").getEpochSecond() * 1_000_000;
    SparkActions.get(spark)
        .rewriteDataFiles(table)
        .filter(Expressions.equal("window_start", micros))
        .option("rewrite-all", "true")
        .execute();
    table.refresh();
  }
}
