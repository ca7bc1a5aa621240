package io.headgate.compaction;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.TableLease;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All upkeep of one table, kind after kind, under one lease. What fails leaves the rest to be done,
 * except that nothing more is done once the lease is lost.
 *
 * @param warehouse URI of the lake's warehouse
 * @param details is told what became of each partition that is rewritten
 */
record TableUpkeep(
    SparkSession session,
    RegistryClient registry,
    PipelineContract contract,
    String warehouse,
    UpkeepLimits limits,
    Consumer<CompactionReport> details,
    Clock clock) {
  private static final Logger LOG = LoggerFactory.getLogger(TableUpkeep.class);

  /** Tells what would be done; needs no lease, as it changes nothing. */
  List<UpkeepReport> plan(String dataset, Set<UpkeepKind> kinds) {
    return run(dataset, kinds, true, () -> {});
  }

  /** Does it; a table that another job maintains is a failure of its own line. */
  List<UpkeepReport> carryOut(String dataset, Set<UpkeepKind> kinds) {
    try (TableLease lease =
        TableLease.acquire(registry, dataset, "maintain " + contract.name(), limits.lease())) {
      return run(dataset, kinds, false, lease::requireHeld);
    } catch (HeadgateException e) {
      if (e.exitCode() != ExitCode.NOT_READY) {
        throw e;
      }
      UpkeepReport refused = UpkeepReport.failed(dataset, "lease", e);
      tell(refused, clock.instant());
      return List.of(refused);
    }
  }

  private List<UpkeepReport> run(
      String dataset, Set<UpkeepKind> kinds, boolean dryRun, Runnable stillMaintainer) {
    List<UpkeepReport> reports = new ArrayList<>();
    for (UpkeepKind kind : UpkeepKind.values()) {
      if (kinds.contains(kind)) {
        Instant startedAt = clock.instant();
        UpkeepReport report = run(dataset, kind, dryRun, stillMaintainer);
        reports.add(report);
        if (!dryRun) {
          tell(report, startedAt);
        }
        LOG.info(
            "upkeep dataset={} action={} outcome={} before={} after={} bytes_before={} bytes_after={}",
            dataset,
            report.action(),
            report.outcome(),
            report.before().count(),
            report.after().count(),
            report.before().bytes(),
            report.after().bytes());
      }
    }
    return reports;
  }

  private void tell(UpkeepReport report, Instant startedAt) {
    new MaintenanceNotes(registry).tell(report.told(startedAt, clock.instant()));
  }

  private UpkeepReport run(
      String dataset, UpkeepKind kind, boolean dryRun, Runnable stillMaintainer) {
    try {
      stillMaintainer.run();
      Table table = PipelineTables.load(session, dataset);
      session.sparkContext().setJobDescription("maintain %s: %s".formatted(dataset, kind));
      Optional<Upkeep> upkeep = upkeep(dataset, kind, table, dryRun, stillMaintainer);
      return upkeep.isPresent()
          ? upkeep.get().run(dryRun)
          : UpkeepReport.left(
              dataset, kind, "nothing says by what to cluster it", UpkeepReport.Extent.NONE);
    } catch (HeadgateException e) {
      if (e.exitCode() != ExitCode.NOT_READY && e.exitCode() != ExitCode.OUTCOME_UNKNOWN) {
        throw e;
      }
      return UpkeepReport.failed(dataset, kind.toString(), e);
    } finally {
      session.sparkContext().setJobDescription(null);
    }
  }

  private Optional<Upkeep> upkeep(
      String dataset, UpkeepKind kind, Table table, boolean dryRun, Runnable stillMaintainer) {
    return switch (kind) {
      case RETENTION ->
          Optional.of(new RetentionUpkeep(dataset, table, limits.kept(contract, dataset), clock));
      case BIN_PACK ->
          Optional.of(
              files(dataset, kind, table, Layout.binPack(), RecordedQueries.NONE, stillMaintainer));
      case CLUSTER -> cluster(dataset, table, dryRun, stillMaintainer);
      case MANIFESTS -> Optional.of(new ManifestUpkeep(dataset, table));
      case SNAPSHOTS ->
          Optional.of(
              new SnapshotUpkeep(session, dataset, table, limits.snapshots(), users(), clock));
      case ORPHANS ->
          Optional.of(
              new OrphanUpkeep(session, dataset, table, limits.orphans(), stillMaintainer, clock));
    };
  }

  /** A dry run writes no trial, so it takes the keys of the rollups. */
  private Optional<Upkeep> cluster(
      String dataset, Table table, boolean dryRun, Runnable stillMaintainer) {
    RecordedQueries queries =
        limits.queries() == null
            ? RecordedQueries.NONE
            : RecordedQueries.read(session, limits.queries(), dataset);
    Strategy strategy = queries.isEmpty() || dryRun ? Strategy.Z_ORDER : Strategy.MEASURED;
    return new LayoutChoice(session, contract, strategy, queries)
        .find(dataset, table)
        .map(layout -> files(dataset, UpkeepKind.CLUSTER, table, layout, queries, stillMaintainer));
  }

  private Upkeep files(
      String dataset,
      UpkeepKind kind,
      Table table,
      Layout layout,
      RecordedQueries queries,
      Runnable stillMaintainer) {
    return new FileUpkeep(
        kind,
        new TableCompaction(
            session, dataset, table, layout, limits.partitions(), queries, stillMaintainer, clock),
        details);
  }

  private SnapshotUsers users() {
    return new SnapshotUsers(
        registry, contract.name(), warehouse, limits.correctable(), limits.readers(), clock);
  }
}
