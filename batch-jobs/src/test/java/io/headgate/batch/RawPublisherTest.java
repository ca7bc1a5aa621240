package io.headgate.batch;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.batch.reconcile.RawCheck;
import io.headgate.batch.reconcile.RawPublisher;
import io.headgate.batch.reconcile.RawPublisher.End;
import io.headgate.platform.iceberg.RemovedPartitions;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.Reconciliation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawPublisherTest {
  @TempDir Path folder;

  private ReconciledPipeline pipeline;

  @BeforeEach
  void apply() throws Exception {
    pipeline = new ReconciledPipeline(folder);
    pipeline.send(20, true);
  }

  @Test
  void readersSeeWhatIsAccountedForAndNothingThatTheLedgerDoesNotTellYet() {
    assertThat(end()).isEqualTo(End.NOTHING_TO_DO);
    ingest(0, 4);
    ingest(4, 8);
    pipeline.raw(8, 9);

    assertThat(end()).isEqualTo(End.PUBLISHED);
    assertThat(published()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(end()).isEqualTo(End.NOTHING_TO_DO);

    pipeline.committed(8, 10, 2);
    assertThat(end()).isEqualTo(End.PUBLISHED);
    assertThat(published()).hasSize(10);
    assertThat(pipeline.lake.spark.table("published." + pipeline.raw() + ".snapshots").count())
        .as("a stream's many snapshots are not written out each time")
        .isEqualTo(1);
  }

  @Test
  void aBatchThatIsNotAllThereKeepsReadersWhereTheyAreAndShutsTheGateUntilItIsMended() {
    ingest(0, 4);
    assertThat(end()).isEqualTo(End.PUBLISHED);
    pipeline.raw(4, 5, 7);
    pipeline.committed(4, 8, 4);

    assertThat(end()).isEqualTo(End.UNEXPLAINED);
    assertThat(end()).isEqualTo(End.UNEXPLAINED);
    assertThat(published()).containsExactly(0L, 1L, 2L, 3L);
    assertThat(pipeline.lake.registry.gate(pipeline.raw(), null).shutting())
        .extracting(Reason::code)
        .containsExactly("NOT_RECONCILED");

    pipeline.raw(6);
    assertThat(end()).as("readers would not see it yet").isEqualTo(End.UNEXPLAINED);
    ingest(8, 9);
    assertThat(end()).isEqualTo(End.PUBLISHED);

    assertThat(published()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(pipeline.lake.registry.gate(pipeline.raw(), null).open()).isTrue();
    assertThat(pipeline.lake.registry.reconciliations(pipeline.name))
        .extracting(Reconciliation::explained)
        .containsExactly(true, false);
  }

  @Test
  void aLedgerThatDoesNotAddUpIsToldByName() {
    ingest(0, 4);
    ingest(6, 8);

    assertThatThrownBy(this::end)
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CHECKS_FAILED))
        .hasMessageContaining("its gate is shut, and readers keep what they have. UNBALANCED: ");
  }

  @Test
  void rowsThatAPersonHasDeletedSinceAreMissedThoughTheirBatchWasCheckedBefore() {
    ingest(0, 4);
    assertThat(end()).isEqualTo(End.PUBLISHED);
    pipeline.lake.spark.sql("DELETE FROM lake.%s WHERE _offset = 2".formatted(pipeline.raw()));
    assertThat(end()).isEqualTo(End.NOTHING_TO_DO);
    ingest(4, 8);

    assertThat(end()).isEqualTo(End.UNEXPLAINED);
    assertThat(published()).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void whatRetentionHasRemovedIsNotMissed() {
    LocalDate next = LocalDate.parse("2026-11-13");
    ingest(0, 4);
    new RemovedPartitions(TestingLake.start(next), Duration.ofDays(30))
        .remove(
            pipeline.lake.table(pipeline.raw()),
            Expressions.lessThan("event_date", next.toString()));
    pipeline.send(840, true);
    // One of these offsets is the marker of the transaction before.
    pipeline.batch(4, 840, 0, 0, 835);
    ingest(840, 844);

    assertThat(end()).isEqualTo(End.PUBLISHED);

    assertThat(published()).containsExactly(840L, 841L, 842L, 843L);
  }

  @Test
  void aRewriteOfFilesIsShownThoughNoEventsCome() {
    ingest(0, 2);
    ingest(2, 4);
    assertThat(end()).isEqualTo(End.PUBLISHED);
    pipeline.lake.spark.sql(
        "CALL lake.system.rewrite_data_files(table => '%s', options => map('rewrite-all', 'true'))"
            .formatted(pipeline.raw()));

    assertThat(end()).isEqualTo(End.PUBLISHED);

    assertThat(pipeline.lake.registry.dataset(pipeline.raw()).orElseThrow().snapshotId())
        .isEqualTo(pipeline.lake.head(pipeline.raw()));
    assertThat(published()).containsExactly(0L, 1L, 2L, 3L);
  }

  private void ingest(long from, long until) {
    pipeline.raw(LongStream.range(from, until).toArray());
    pipeline.committed(from, until, until - from);
  }

  private End end() {
    TestingLake lake = pipeline.lake;
    RawCheck check =
        new RawCheck(
            lake.spark,
            lake.registry,
            lake.settings.get("kafka.bootstrap-servers"),
            Clock.systemUTC());
    return new RawPublisher(check, lake.registry, lake.settings.get("catalog.warehouse"))
        .run(lake.registry.pipeline(pipeline.name).orElseThrow().contract())
        .end();
  }

  /** Offsets that readers of catalog published see. */
  private List<Long> published() {
    return pipeline
        .lake
        .spark
        .table("published." + pipeline.raw())
        .orderBy(col("_offset"))
        .select("_offset")
        .collectAsList()
        .stream()
        .map(row -> row.getLong(0))
        .toList();
  }
}
