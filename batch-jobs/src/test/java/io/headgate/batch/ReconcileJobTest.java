package io.headgate.batch;

import static io.headgate.batch.ReconciledPipeline.TEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.batch.reconcile.ReconciliationText;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.JobLauncher;
import io.headgate.platform.registry.OffsetGap;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.Reconciliation.Kind;
import io.headgate.platform.registry.Reconciliation.OffsetFinding;
import io.headgate.platform.registry.Reconciliation.WindowFinding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconcileJobTest {
  @TempDir Path folder;

  private ReconciledPipeline pipeline;

  @BeforeEach
  void apply() throws Exception {
    pipeline = new ReconciledPipeline(folder);
  }

  @Test
  void aMissingARepeatedAndAnAbortedPositionAreEachNamed() {
    pipeline.send(10, true);
    pipeline.send(3, false);
    pipeline.send(5, true);
    // Offsets 10, 14 and 20 are markers, 11 to 13 aborted.
    pipeline.raw(0, 1, 2, 3, 5, 6, 7, 7, 8, 15, 16, 18, 19);
    pipeline.quarantine(9, 17);
    pipeline.batch(0, 12, 9, 1, 0);
    pipeline.batch(12, 21, 4, 1, 0);

    Reconciliation result = pipeline.reconcile();

    assertThat(result.explained()).isFalse();
    assertThat(result.findings())
        .containsExactly(
            finding(4, 5, Kind.MISSING),
            finding(7, 8, Kind.REPEATED),
            finding(10, 15, Kind.NO_RECORD),
            finding(20, 21, Kind.NO_RECORD));
    assertThat(result.balances())
        .singleElement()
        .satisfies(
            balance -> {
              assertThat(balance.raw()).isEqualTo(13);
              assertThat(balance.quarantined()).isEqualTo(2);
              assertThat(balance.others())
                  .isEqualTo(Map.of(Kind.MISSING, 1L, Kind.REPEATED, 1L, Kind.NO_RECORD, 6L));
            });
    assertThat(ReconciliationText.of(result))
        .contains("MISSING            %s-0 [4, 5)".formatted(pipeline.topic));
  }

  @Test
  void aRecordThatIsInRawAndInQuarantineIsRepeated() {
    pipeline.send(3, true);
    pipeline.raw(0, 1, 2);
    pipeline.quarantine(1);
    pipeline.batch(0, 3, 2, 1, 0);

    assertThat(pipeline.reconcile().findings()).containsExactly(finding(1, 2, Kind.REPEATED));
  }

  @Test
  void whatTheFilterLeftOutIsExplainedByItsCountAndOnlyByIt() {
    pipeline.send(10, true);
    pipeline.raw(0, 2, 4);
    pipeline.raw(5, 7, 9);
    pipeline.batch(0, 5, 3, 0, 2);
    pipeline.batch(5, 10, 3, 0, 1);

    Reconciliation result = pipeline.reconcile();

    assertThat(result.findings())
        .containsExactly(
            finding(6, 7, Kind.MISSING),
            finding(8, 9, Kind.MISSING),
            finding(1, 2, Kind.FILTERED),
            finding(3, 4, Kind.FILTERED));
  }

  @Test
  void anAcceptedGapIsNoLoss() {
    pipeline.send(10, true);
    pipeline.raw(0, 1, 2, 7, 8, 9);
    pipeline.batch(0, 3, 3, 0, 0);
    pipeline.batch(7, 10, 3, 0, 0);
    assertThat(pipeline.reconcile().findings()).containsExactly(finding(3, 7, Kind.MISSING));

    pipeline.lake.registry.acceptGap(
        new OffsetGap(pipeline.name, pipeline.topic, 0, 3, 7, "test", "for a test", "ana", TEN));

    Reconciliation result = pipeline.reconcile();
    assertThat(result.explained()).isTrue();
    assertThat(result.findings()).containsExactly(finding(3, 7, Kind.ACCEPTED_GAP));
  }

  @Test
  void recordsThatTheTopicHasNoLongerAreBalancedByTheLedger() throws Exception {
    pipeline.send(10, true);
    pipeline.raw(0, 2, 3, 4);
    pipeline.raw(5, 6, 8, 9);
    // By the ledger the first batch left one out, and the second none.
    pipeline.batch(0, 5, 4, 0, 1);
    pipeline.batch(5, 10, 5, 0, 0);
    pipeline.ageOut(8);

    assertThat(pipeline.reconcile().findings())
        .containsExactly(finding(7, 8, Kind.MISSING), finding(1, 2, Kind.NO_LONGER_IN_TOPIC));
  }

  @Test
  void aLedgerThatTellsAnotherNumberThanIsThereIsNamed() {
    pipeline.send(4, true);
    pipeline.raw(0, 1, 2, 3);
    pipeline.batch(0, 4, 7, 0, 0);

    assertThat(pipeline.reconcile().findings()).containsExactly(finding(0, 4, Kind.UNBALANCED));
  }

  @Test
  void onlyTheBatchesOfTheTimeAreLookedAt() {
    pipeline.send(10, true);
    pipeline.raw(0, 1, 5, 6, 7, 8, 9);
    pipeline.batch(0, 5, 5, 0, 0);
    pipeline.batch(5, 10, 5, 0, 0);

    assertThat(pipeline.reconcile(TEN.plusSeconds(2), null).findings()).isEmpty();
    assertThat(pipeline.reconcile(null, TEN.plusSeconds(2)).findings())
        .containsExactly(finding(2, 5, Kind.MISSING));
  }

  @Test
  void closedWindowsAreComparedWithTheSameSqlOverRaw() {
    // Sixty minutes of ten o'clock, forty of eleven, and twenty of twelve, which is not closed.
    pipeline.send(160, true);
    pipeline.raw(LongStream.concat(LongStream.range(0, 100), LongStream.range(120, 140)).toArray());
    pipeline.batch(0, 100, 100, 0, 0);
    pipeline.batch(120, 140, 20, 0, 0);
    pipeline.lake.registry.acceptGap(
        new OffsetGap(pipeline.name, pipeline.topic, 0, 100, 120, "test", "-", "ana", TEN));
    pipeline.aggregated(140, TEN.plusSeconds(7200), Map.of());
    pipeline.served(TEN, "SFO", 60, 10.0000000000001);
    pipeline.served(TEN.plusSeconds(3600), "SFO", 39, 10);
    pipeline.served(TEN.plusSeconds(3600), "OAK", 1, 10);
    pipeline.served(TEN.plusSeconds(7200), "SFO", 3, 10);

    Reconciliation result = pipeline.reconcile();

    assertThat(result.windows())
        .containsExactlyInAnyOrder(
            new WindowFinding(
                pipeline.aggregate,
                TEN.plusSeconds(3600),
                "SFO",
                "window_end=2026-11-12T12:00:00Z flights=40 average_delay_minutes=10.0",
                "window_end=2026-11-12T12:00:00Z flights=39 average_delay_minutes=10",
                false),
            new WindowFinding(
                pipeline.aggregate,
                TEN.plusSeconds(3600),
                "OAK",
                null,
                "window_end=2026-11-12T12:00:00Z flights=1 average_delay_minutes=10",
                false));
    assertThat(result.explained()).isFalse();
  }

  @Test
  void aWindowOfWhichTheStreamToldLateRowsIsProvisionalAndNoError() {
    pipeline.send(10, true);
    pipeline.raw(LongStream.range(0, 10).toArray());
    pipeline.batch(0, 10, 10, 0, 0);
    pipeline.aggregated(10, TEN.plusSeconds(7200), Map.of(TEN.toString(), 1L));
    pipeline.served(TEN, "SFO", 9, 10);

    Reconciliation result = pipeline.reconcile();

    assertThat(result.windows()).extracting(WindowFinding::explained).containsExactly(true);
    assertThat(result.explained()).isTrue();
  }

  @Test
  void rawThatIsBehindTheAggregateIsNotReady() {
    pipeline.send(10, true);
    pipeline.raw(0, 1);
    pipeline.batch(0, 2, 2, 0, 0);
    pipeline.aggregated(10, TEN.plusSeconds(7200), Map.of());

    assertThatThrownBy(pipeline::reconcile)
        .isInstanceOf(HeadgateException.class)
        .hasMessage(
            "Cannot hold %s against raw: raw ingest is behind it in %s-0 (2 of 10). Wait for raw ingest, and run it again."
                .formatted(pipeline.aggregate, pipeline.topic));
  }

  @Test
  void theJobRecordsWhatItFoundAndEndsWithFourUnlessAllIsExplained() throws Exception {
    pipeline.send(3, true);
    pipeline.raw(0, 2);
    pipeline.batch(0, 3, 3, 0, 0);

    ReconcileProcess missing = ReconcileProcess.run(pipeline);
    pipeline.raw(1);
    ReconcileProcess complete = ReconcileProcess.run(pipeline);

    assertThat(missing.exitCode()).as(missing.output()).isEqualTo(4);
    assertThat(missing.output())
        .contains("MISSING            %s-0 [1, 2)".formatted(pipeline.topic), "exit_code=4");
    assertThat(complete.exitCode()).as(complete.output()).isZero();
    assertThat(complete.output()).contains("Everything is explained.");
    assertThat(pipeline.lake.registry.reconciliations(pipeline.name))
        .extracting(Reconciliation::explained)
        .containsExactly(true, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--pipeline=trains; Cannot reconcile pipeline 'trains': the registry does not know it.",
        "--pipeline=flights --date=2026-11-12 --from=2026-11-12T00:00:00Z; Cannot reconcile --date",
        "--pipeline=flights --from=2026-11-12T00:00:00Z --until=2026-11-12T00:00:00Z; Cannot reconcile from"
      })
  void aMistakeEndsWithTwoAndARemedy(String arguments, String told) {
    StringWriter err = new StringWriter();
    JobLauncher launcher =
        new JobLauncher(
            pipeline.lake.environment(), new PrintWriter(new StringWriter()), new PrintWriter(err));

    assertThat(launcher.execute(new ReconcileJob(), arguments.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).startsWith(told);
  }

  private OffsetFinding finding(long from, long until, Kind kind) {
    return new OffsetFinding(pipeline.topic, 0, from, until, kind);
  }
}
