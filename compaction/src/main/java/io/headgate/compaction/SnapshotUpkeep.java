package io.headgate.compaction;

import io.headgate.compaction.UpkeepReport.Extent;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.ExpireSnapshots;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes old snapshots by name, and then the files that no remaining snapshot has. A run that is
 * killed in between leaves files that the removal of orphans finds.
 *
 * @param table freshly loaded
 * @param olderThan how long ago a snapshot must have been the head of main
 */
record SnapshotUpkeep(
    SparkSession session,
    String dataset,
    Table table,
    Duration olderThan,
    SnapshotUsers users,
    Clock clock)
    implements Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotUpkeep.class);

  @Override
  public UpkeepReport run(boolean dryRun) {
    Instant since = clock.instant().minus(olderThan);
    SnapshotNeeds needs = users.needs(dataset, table, since);
    SnapshotPlan plan = SnapshotPlan.of(SnapshotFacts.of(table), needs, since);
    String why =
        "%d were the head in the last %s, %d older ones are needed"
            .formatted(plan.young(), olderThan, plan.needed());
    Extent before = extent();
    if (plan.expired().isEmpty()) {
      return UpkeepReport.left(dataset, UpkeepKind.SNAPSHOTS, why, before);
    }
    if (dryRun) {
      return UpkeepReport.planned(
          dataset,
          UpkeepKind.SNAPSHOTS,
          "%d may go: %s".formatted(plan.expired().size(), why),
          before);
    }
    LOG.info(
        "expire dataset={} snapshots={} needed={}",
        dataset,
        plan.expired().size(),
        needs.reasons());
    ExpireSnapshots.Result result = expire(plan.expired());
    table.refresh();
    return UpkeepReport.done(
        dataset,
        UpkeepKind.SNAPSHOTS,
        "%s; removed %d data files, %d manifests, %d manifest lists"
            .formatted(
                why,
                result.deletedDataFilesCount(),
                result.deletedManifestsCount(),
                result.deletedManifestListsCount()),
        before,
        extent());
  }

  private ExpireSnapshots.Result expire(List<Long> snapshots) {
    ExpireSnapshots action =
        SparkActions.get(session)
            .expireSnapshots(table)
            // Else Iceberg adds all that are older than its own default.
            .expireOlderThan(0);
    snapshots.forEach(action::expireSnapshotId);
    try {
      return action.execute();
    } catch (CommitFailedException | IllegalArgumentException e) {
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot expire snapshots of %s: another writer came first, or has named one of them (%s). Nothing is lost; run it again."
              .formatted(dataset, e.getMessage()),
          e);
    } catch (CommitStateUnknownException | UncheckedSQLException e) {
      throw new HeadgateException(
          ExitCode.OUTCOME_UNKNOWN,
          "Cannot tell whether snapshots of %s have expired: the catalog did not acknowledge the commit (%s). No file was removed; run it again, and the removal of orphans after it."
              .formatted(dataset, e.getMessage()),
          e);
    }
  }

  private Extent extent() {
    return new Extent(StreamSupport.stream(table.snapshots().spliterator(), false).count(), 0);
  }
}
