package io.headgate.batch.reconcile;

import io.headgate.batch.reconcile.OffsetReconciliation.Result;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.iceberg.RemovedPartitions;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.Reconciliation.WindowFinding;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeSession;
import io.headgate.platform.spark.SnapshotRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Holds what raw ingest has committed since the last check against the topics, offset by offset.
 *
 * @param bootstrapServers the brokers of the topics
 */
public record RawCheck(
    SparkSession spark, RegistryClient registry, String bootstrapServers, Clock clock) {
  /** How far a writer's clock may be behind the one that dated the snapshot. */
  private static final Duration CLOCKS = Duration.ofHours(1);

  /**
   * What was found.
   *
   * @param table as it was looked at
   * @param target what readers may see when all is explained; empty when they see it already
   * @param explained whether all offsets are
   * @param found the same in full, with the windows of the reconciliation before, which speak for
   *     themselves until somebody looks at windows again
   */
  public record Checked(
      Table table, Optional<Snapshot> target, boolean explained, Reconciliation found) {}

  /**
   * Checks.
   *
   * @param doubted whether everything is looked at that retention has left, and not only what
   *     readers do not see yet
   * @return empty when there is nothing to look at
   */
  public Optional<Checked> of(PipelineContract contract, Dataset raw, boolean doubted) {
    return look(contract, raw, doubted || raw.snapshotId() == null);
  }

  private Optional<Checked> look(PipelineContract contract, Dataset raw, boolean all) {
    Instant startedAt = clock.instant();
    // The ledger first, so that the table has all that it tells of.
    List<LedgerRow> ledger = registry.ledger(raw.name(), all ? Instant.MIN : seenSince(raw));
    Table table = LakeSession.table(spark, raw.name());
    Optional<UnpublishedRaw> newer = UnpublishedRaw.of(table, ledger, raw.snapshotId());
    if (!all && newer.isEmpty()) {
      return Optional.empty();
    }
    if (!all && !newer.get().allTold()) {
      // What nobody told of may have changed any row.
      return look(contract, raw, true);
    }
    LedgerBatches looked =
        LedgerBatches.of(all ? kept(table, ledger) : newer.get().batches(), null, null);
    Result result =
        new OffsetReconciliation(spark, contract, bootstrapServers)
            .of(looked, registry.gaps(contract.name()), rows(raw, table, newer));
    boolean explained =
        result.findings().stream().allMatch(finding -> finding.kind().isExplained());
    List<WindowFinding> windows =
        registry.reconciliations(contract.name()).stream()
            .findFirst()
            .map(Reconciliation::windows)
            .orElse(List.of());
    Instant from = all || looked.rows().isEmpty() ? null : looked.rows().get(0).committedAt();
    return Optional.of(
        new Checked(
            table,
            newer.map(UnpublishedRaw::target),
            explained,
            new Reconciliation(
                contract.name(),
                from,
                null,
                explained && windows.stream().allMatch(WindowFinding::explained),
                result.balances(),
                result.findings(),
                windows,
                List.of("Windows are those of the reconciliation before."),
                startedAt,
                clock.instant())));
  }

  /** The batches after the last one of whose rows retention has removed some. */
  private static List<LedgerRow> kept(Table table, List<LedgerRow> ledger) {
    Optional<String> first =
        RemovedPartitions.of(table)
            .map(removed -> "event_date=" + LocalDate.ofInstant(removed.until(), ZoneOffset.UTC));
    Instant removed =
        ledger.stream()
            .filter(
                row ->
                    row.partitionRows().keySet().stream()
                        .anyMatch(key -> first.filter(day -> key.compareTo(day) < 0).isPresent()))
            .map(LedgerRow::committedAt)
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    return ledger.stream().filter(row -> row.committedAt().isAfter(removed)).toList();
  }

  /** What is committed and not told yet may be the repair of what readers would be shown. */
  private org.apache.spark.sql.Dataset<Row> rows(
      Dataset raw, Table table, Optional<UnpublishedRaw> newer) {
    Snapshot looked = newer.map(UnpublishedRaw::target).orElse(table.currentSnapshot());
    return SnapshotRows.of(spark, LakeSession.CATALOG + "." + raw.name(), looked.snapshotId());
  }

  private Instant seenSince(Dataset raw) {
    Snapshot seen = LakeSession.table(spark, raw.name()).snapshot(raw.snapshotId());
    return seen == null ? Instant.MIN : Instant.ofEpochMilli(seen.timestampMillis()).minus(CLOCKS);
  }
}
