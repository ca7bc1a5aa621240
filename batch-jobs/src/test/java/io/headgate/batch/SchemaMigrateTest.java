package io.headgate.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.batch.migrate.ColumnChange;
import io.headgate.batch.migrate.MigrationReport;
import io.headgate.batch.migrate.MigrationReport.End;
import io.headgate.batch.migrate.MigrationStep;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.PartitionState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SchemaMigrateTest {
  private static final LocalDate DAY = LocalDate.parse("2026-04-01");
  private static final ColumnChange RENAME = ColumnChange.rename("weight:grams");

  @Test
  void aColumnIsRenamedInTwoStepsAndGoesOnlyWhenNobodyReadsItAnyMore() throws Exception {
    ParcelPipeline parcels = new ParcelPipeline();
    for (int i = 0; i < 3; i++) {
      parcels.ingest(DAY.plusDays(i), "a", 40);
    }
    parcels.applyBoth();

    assertThat(parcels.run(RENAME, MigrationStep.FILL)).isEqualTo(filled(3, 120));
    long filled = parcels.lake.head(parcels.raw);
    assertThat(parcels.count("grams <=> weight")).isEqualTo(120);
    assertThat(parcels.run(RENAME, MigrationStep.FILL).end()).isEqualTo(End.NOTHING_TO_DO);
    assertThat(parcels.lake.head(parcels.raw)).isEqualTo(filled);
    assertRefused(
        parcels,
        "readers still name it in " + parcels.raw + ": the schema of ",
        "; rule weighs_something of pipeline " + parcels.name + "; ",
        "rollup.%s_daily (total); ".formatted(parcels.name),
        "Let them read grams, apply that, and run it again.");

    parcels.applyNew();
    parcels.ingest(DAY, "late", 1);
    parcels.roll(DAY);
    assertThat(parcels.rolled(DAY)).isEqualTo(PartitionState.PUBLISHED);
    assertRefused(parcels, "1 rows of " + parcels.raw + " have its value and no grams.");
    assertThat(parcels.run(RENAME, MigrationStep.FILL)).isEqualTo(filled(1, 1));
    assertThat(parcels.rolled(DAY)).isEqualTo(PartitionState.DIRTY);

    parcels.streamRunsSince(parcels.recorded().createdAt().minusSeconds(1));
    assertThatThrownBy(() -> parcels.run(RENAME, MigrationStep.DROP))
        .isInstanceOfSatisfying(
            HeadgateException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOT_READY))
        .hasMessageContaining("raw-ingest:%s has run since ".formatted(parcels.name));
    assertThat(parcels.columns()).contains("weight");

    parcels.streamRunsSince(Instant.now());
    assertThat(parcels.run(RENAME, MigrationStep.DROP).end()).isEqualTo(End.DROPPED);
    assertThat(parcels.columns()).contains("grams").doesNotContain("weight");
    assertThat(parcels.count("grams IS NOT NULL")).isEqualTo(121);
    for (MigrationStep step : MigrationStep.values()) {
      assertThat(parcels.run(RENAME, step).end()).isEqualTo(End.NOTHING_TO_DO);
    }
  }

  @Test
  void aTypeIsChangedOnlyWhenEveryValueHasACounterpart() throws Exception {
    ParcelPipeline parcels = new ParcelPipeline();
    parcels.ingest(DAY, "7", 3);
    parcels.ingest(DAY, "x", 2);
    ColumnChange number = ColumnChange.cast("code:number:int");
    long before = parcels.lake.head(parcels.raw);

    assertThatThrownBy(() -> parcels.run(number, MigrationStep.FILL))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage(
            "Cannot migrate column code: 2 rows have 1 values that are no int: 'x' (2). Nothing was"
                + " changed. Correct these rows, or give another type.");
    assertThatThrownBy(() -> parcels.run(ColumnChange.cast("price:euros:int"), MigrationStep.FILL))
        .hasMessageContaining("5 rows have 3 values that are no int: '1.5' (2), '2.5' (2)");
    assertThat(parcels.columns()).doesNotContain("number", "euros");
    assertThat(parcels.lake.head(parcels.raw)).isEqualTo(before);

    parcels.lake.spark.sql("DELETE FROM lake.%s WHERE code = 'x'".formatted(parcels.raw));
    assertThat(parcels.run(number, MigrationStep.FILL)).isEqualTo(filled(1, 3));
    assertThat(parcels.count("number = 7")).isEqualTo(3);
    assertThat(parcels.lake.spark.table("lake." + parcels.raw).schema().apply("number").dataType())
        .hasToString("IntegerType");
  }

  @Test
  void aRollupOfDaysFromBeforeAColumnReadsItEmptyAndOneThatWasRenamedWithItsValues()
      throws Exception {
    ParcelPipeline added = new ParcelPipeline();
    added.ingest(DAY, "a", 3);
    added.applyNew();
    ParcelPipeline renamed = new ParcelPipeline();
    renamed.ingest(DAY, "a", 3);
    renamed.lake.spark.sql(
        "ALTER TABLE lake.%s RENAME COLUMN weight TO grams".formatted(renamed.raw));
    renamed.applyNew();

    added.roll(DAY);
    renamed.roll(DAY);

    assertThat(added.totals()).containsExactly("a|3|null");
    assertThat(renamed.totals()).containsExactly("a|3|6");
  }

  @Test
  void aFillThatIsKilledGoesOnWhenItIsRunAgain() throws Exception {
    ParcelPipeline parcels = new ParcelPipeline();
    for (int i = 0; i < 3; i++) {
      parcels.ingest(DAY.plusDays(i), "a", 10);
    }

    assertThat(job(parcels, "after-column").exitCode()).isEqualTo(137);
    assertThat(parcels.columns()).contains("weight", "grams");
    JobProcess killed = job(parcels, "after-fill");
    assertThat(killed.exitCode()).as(killed.output()).isEqualTo(137);
    assertThat(parcels.count("grams IS NOT NULL")).isEqualTo(10);
    JobProcess again = job(parcels, "nowhere");

    assertThat(again.exitCode()).as(again.output()).isZero();
    assertThat(again.output()).contains("end=FILLED partitions=2 rows=20 rows_lacking=0");
    assertThat(parcels.count("grams <=> weight")).isEqualTo(30);
    assertThat(parcels.run(RENAME, MigrationStep.FILL).end()).isEqualTo(End.NOTHING_TO_DO);
  }

  /** The lease of one that was killed has run out before the next has started. */
  private static JobProcess job(ParcelPipeline parcels, String place) throws Exception {
    return JobProcess.run(
        parcels.lake,
        Map.of("HEADGATE_FAULTS_HALT_AT", place),
        SchemaMigrateJob.class,
        "--pipeline=" + parcels.name,
        "--rename=weight:grams",
        "--step=fill",
        "--lease=PT1S");
  }

  @Test
  void whatIsAppendedMeanwhileIsNeitherLostNorDoubled() throws Exception {
    ParcelPipeline parcels = new ParcelPipeline();
    for (int i = 0; i < 4; i++) {
      parcels.ingest(DAY.plusDays(i), "a", 20);
    }
    parcels.applyBoth();
    AtomicBoolean filling = new AtomicBoolean(true);
    AtomicInteger appended = new AtomicInteger();
    CompletableFuture<Void> stream =
        CompletableFuture.runAsync(
            () -> {
              while (filling.get()) {
                parcels.append(DAY.plusDays(appended.get() % 4), "live", 5);
                appended.incrementAndGet();
              }
            });

    MigrationReport report;
    try {
      report = parcels.run(RENAME, MigrationStep.FILL);
    } finally {
      filling.set(false);
      stream.join();
    }

    assertThat(appended.get()).as("all but the last were beside the fill").isGreaterThan(1);
    long rows = 80 + 5L * appended.get();
    assertThat(report.end()).isEqualTo(End.FILLED);
    assertThat(report.partitions()).isEqualTo(4);
    assertThat(parcels.count("true")).isEqualTo(rows);
    assertThat(
            parcels.lake.spark.table("lake." + parcels.raw).select("event_id").distinct().count())
        .isEqualTo(rows);
    assertThat(parcels.count("code = 'a' AND grams <=> weight")).isEqualTo(80);
    assertThat(parcels.run(RENAME, MigrationStep.FILL).lacking()).isZero();
    assertThat(parcels.count("grams <=> weight")).isEqualTo(rows);
  }

  private static MigrationReport filled(int partitions, long rows) {
    return new MigrationReport(End.FILLED, partitions, rows, 0, List.of());
  }

  private static void assertRefused(ParcelPipeline parcels, String... words) {
    assertThatThrownBy(() -> parcels.run(RENAME, MigrationStep.DROP))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContainingAll(words);
    assertThat(parcels.columns()).contains("weight");
  }
}
