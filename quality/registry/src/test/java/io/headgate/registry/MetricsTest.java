package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.BatchProgress;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.platform.registry.MaintenanceReport.Extent;
import io.headgate.platform.registry.MaintenanceReport.Outcome;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.Reconciliation.Balance;
import io.headgate.platform.registry.Reconciliation.Kind;
import io.headgate.platform.registry.WriterActivity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What jobs told, as Prometheus scrapes it. */
class MetricsTest {
  private static final Instant NOW = Flights.DAY.plus(Duration.ofMinutes(2));
  private static TestingRegistry registry;

  private final Flights flights = new Flights();

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @BeforeEach
  void apply() {
    registry.client().applyPipeline(flights.contract());
  }

  @Test
  void theNewestBatchIsToldByPhaseAndTheWatermarkByItsDelay() throws Exception {
    registry.client().putQuery(report(NOW.minus(Duration.ofMinutes(10))));

    String labels = "pipeline=\"%s\",query=\"aggregate:live\"".formatted(flights.name);
    assertThat(registry.text("/metrics").lines())
        .contains(
            "headgate_query_batch_seconds{%s} 2.5".formatted(labels),
            "headgate_query_batch_phase_seconds{phase=\"addBatch\",%s} 2.0".formatted(labels),
            "headgate_query_watermark_delay_seconds{%s} 600.0".formatted(labels));
  }

  @Test
  void whatWasCommittedIsCountedOnceAndToldByWriter() throws Exception {
    LedgerRow row = flights.epoch(0, 3, 0, Map.of("UNDECODABLE", 3L));
    registry.client().postLedger(row);
    registry.client().postLedger(row);
    registry.client().postLedger(flights.epoch(1, Map.of("event_date=2026-11-12", 100L)));

    String labels =
        "dataset=\"%s\",%%spipeline=\"%s\",query=\"%s\""
            .formatted(flights.raw, flights.name, row.writer());
    assertThat(registry.text("/metrics").lines())
        .contains(
            "headgate_ledger_batches_total{%s} 2.0".formatted(labels.formatted("")),
            "headgate_ledger_rows_total{%s} 3.0"
                .formatted(labels.formatted("outcome=\"quarantined\",")));
    List<WriterActivity> lately = registry.client().activity().writers(Duration.ofSeconds(90));
    assertThat(lately)
        .filteredOn(each -> each.pipeline().equals(flights.name))
        .containsExactly(
            new WriterActivity(
                row.writer(), flights.raw, flights.name, 1, 100, 0, NOW.minusSeconds(60)));
  }

  @Test
  void aReconciliationThatDoesNotAddUpIsAMetric() throws Exception {
    registry.client().postReconciliation(reconciliation(false, Map.of(Kind.MISSING, 7L)));
    assertThat(registry.text("/metrics").lines())
        .contains(
            "headgate_reconciliation_explained{pipeline=\"%s\"} 0.0".formatted(flights.name),
            "headgate_reconciliation_age_seconds{pipeline=\"%s\"} 60.0".formatted(flights.name),
            "headgate_reconciliation_offsets{kind=\"MISSING\",pipeline=\"%s\"} 7.0"
                .formatted(flights.name));
  }

  @Test
  void theNewestMaintenanceOfATableIsToldAndEachIsCounted() throws Exception {
    MaintenanceReport first = maintenance(Outcome.DONE, 120);
    MaintenanceReport second = maintenance(Outcome.FAILED, 30);
    registry.client().activity().postMaintenance(second);
    registry.client().activity().postMaintenance(first);
    registry.client().activity().postMaintenance(first);

    assertThat(registry.client().activity().maintenance()).contains(second).doesNotContain(first);
    String labels =
        "action=\"bin-pack\",dataset=\"%s\",%%spipeline=\"%s\""
            .formatted(flights.raw, flights.name);
    assertThat(registry.text("/metrics").lines())
        .contains(
            "headgate_maintenance_age_seconds{%s} 30.0".formatted(labels.formatted("")),
            "headgate_maintenance_runs_total{%s} 1.0"
                .formatted(labels.formatted("outcome=\"done\",")),
            "headgate_maintenance_runs_total{%s} 1.0"
                .formatted(labels.formatted("outcome=\"failed\",")),
            "headgate_maintenance_files{%s,when=\"before\"} 40.0".formatted(labels.formatted("")),
            "headgate_maintenance_bytes{%s,when=\"after\"} 900.0".formatted(labels.formatted("")));
  }

  @Test
  void aShutGateAndItsIncidentAreMetrics() throws Exception {
    registry.client().incidents().open("DRILL", flights.name, null, "a drill");
    registry.client().gates().hold(flights.daily, null, "wrong units", "ana", null);

    assertThat(registry.text("/metrics").lines())
        .contains(
            "headgate_gate_open{dataset=\"%s\",pipeline=\"%s\"} 0.0"
                .formatted(flights.daily, flights.name),
            "headgate_holds{dataset=\"%s\",pipeline=\"%s\"} 1.0"
                .formatted(flights.daily, flights.name),
            "headgate_incidents_open{kind=\"DRILL\",pipeline=\"%s\"} 1.0".formatted(flights.name));
  }

  @Test
  void maintenanceOfAnUnknownTableIsNotFound() {
    assertThat(registry.post("/v1/maintenance-reports", "{}").status()).isEqualTo(400);
    assertThat(registry.get("/v1/activity?seconds=4000").status()).isEqualTo(400);
  }

  private QueryReport report(Instant watermark) {
    return new QueryReport(
        "aggregate:live",
        flights.name,
        QueryState.RUNNING,
        null,
        null,
        NOW.minusSeconds(60),
        0,
        List.of(),
        NOW,
        new BatchProgress(
            7,
            NOW.minusSeconds(3),
            Map.of(
                BatchProgress.WHOLE,
                Duration.ofMillis(2500),
                "addBatch",
                Duration.ofMillis(2000),
                "walCommit",
                Duration.ofMillis(300)),
            watermark));
  }

  private Reconciliation reconciliation(boolean explained, Map<Kind, Long> others) {
    return new Reconciliation(
        flights.name,
        null,
        null,
        explained,
        List.of(new Balance("t", 0, 0, 100, 90, 3, others)),
        List.of(),
        List.of(),
        List.of(),
        NOW.minusSeconds(90),
        NOW.minusSeconds(60));
  }

  private MaintenanceReport maintenance(Outcome outcome, int secondsAgo) {
    return new MaintenanceReport(
        flights.raw,
        "bin-pack",
        outcome,
        "partitions rewrite 1",
        new Extent(40, 1000),
        new Extent(2, 900),
        NOW.minusSeconds(secondsAgo + 5),
        NOW.minusSeconds(secondsAgo));
  }
}
