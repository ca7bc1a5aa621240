package io.headgate.batch.reconcile;

import io.headgate.batch.reconcile.OffsetReconciliation.Result;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.Reconciliation.WindowFinding;
import io.headgate.platform.registry.RegistryClient;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.spark.sql.SparkSession;

/**
 * Holds what a pipeline wrote against what it read.
 *
 * @param bootstrapServers the brokers of its topics
 */
public record Reconcile(
    SparkSession spark,
    RegistryClient registry,
    ClickHouse clickHouse,
    String bootstrapServers,
    Clock clock) {

  /**
   * Looks at the batches that raw ingest committed in a time, and at the windows of aggregates and
   * rollups that start in it; null is no bound.
   */
  public Reconciliation of(
      PipelineContract contract, @Nullable Instant from, @Nullable Instant until) {
    Instant startedAt = clock.instant();
    // The tables are read after the ledger, so that they have all that it tells of.
    List<LedgerRow> ledger = registry.ledger(contract.rawDataset());
    List<String> notes = new ArrayList<>();
    List<WindowFinding> windows = new ArrayList<>();
    for (Aggregate aggregate : contract.aggregates()) {
      Optional<List<WindowFinding>> found =
          new WindowReconciliation(spark, contract, new ServedWindows(clickHouse))
              .of(aggregate, registry.ledger(aggregate.name()), ledger, from, until);
      found.ifPresent(windows::addAll);
      if (found.isEmpty()) {
        notes.add("%s has no closed window yet.".formatted(aggregate.name()));
      }
    }
    FinalWindowReconciliation finals =
        new FinalWindowReconciliation(spark, new ServedWindows(clickHouse));
    contract.rollups().forEach(rollup -> windows.addAll(finals.of(rollup, from, until)));
    LedgerBatches batches = LedgerBatches.of(ledger, from, until);
    if (batches.rows().isEmpty()) {
      notes.add("Raw ingest committed nothing in this time.");
    }
    Result offsets =
        new OffsetReconciliation(spark, contract, bootstrapServers)
            .of(batches, registry.gaps(contract.name()));
    boolean explained =
        offsets.findings().stream().allMatch(finding -> finding.kind().isExplained())
            && windows.stream().allMatch(WindowFinding::explained);
    return new Reconciliation(
        contract.name(),
        from,
        until,
        explained,
        offsets.balances(),
        offsets.findings(),
        windows,
        notes,
        startedAt,
        clock.instant());
  }
}
