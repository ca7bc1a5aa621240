package io.headgate.compaction;

import static java.util.Comparator.naturalOrder;
import static java.util.Objects.requireNonNull;

import io.headgate.compaction.UpkeepReport.Extent;
import io.headgate.platform.iceberg.RemovedPartitions;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.annotation.Nullable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * Removes the partitions that the contract no longer keeps, all in one commit. It changes metadata
 * only; the files go when the snapshots do that still have them.
 *
 * @param table freshly loaded
 * @param kept for how long from a partition's end on; null: for ever
 */
record RetentionUpkeep(String dataset, Table table, @Nullable Duration kept, Clock clock)
    implements Upkeep {
  RetentionUpkeep {
    requireNonNull(dataset);
    requireNonNull(table);
    requireNonNull(clock);
  }

  @Override
  public UpkeepReport run(boolean dryRun) {
    List<PartitionFiles> partitions = TableFiles.of(table);
    if (kept == null) {
      return UpkeepReport.left(
          dataset, UpkeepKind.RETENTION, "the contract keeps it for ever", extent(partitions));
    }
    List<PartitionFiles> over = over(partitions, kept, clock.instant());
    Extent before = extent(partitions);
    if (over.isEmpty()) {
      return UpkeepReport.left(
          dataset, UpkeepKind.RETENTION, "no partition ended %s ago".formatted(kept), before);
    }
    String why =
        "%d partitions ended more than %s ago: %s to %s"
            .formatted(
                over.size(), kept, over.get(0).partition(), over.get(over.size() - 1).partition());
    if (dryRun) {
      return UpkeepReport.planned(dataset, UpkeepKind.RETENTION, why, before);
    }
    remove(over);
    return UpkeepReport.done(
        dataset, UpkeepKind.RETENTION, why, before, extent(TableFiles.of(table)));
  }

  /** The partitions that are over, in order; one that covers no time is never over. */
  static List<PartitionFiles> over(List<PartitionFiles> partitions, Duration kept, Instant now) {
    return partitions.stream()
        .filter(each -> each.end() != null && !now.isBefore(each.end().plus(kept)))
        .toList();
  }

  private void remove(List<PartitionFiles> over) {
    Snapshot head = table.currentSnapshot();
    Expression rows =
        over.stream().map(PartitionFiles::rows).reduce(Expressions.alwaysFalse(), Expressions::or);
    Instant until = over.stream().map(PartitionFiles::end).max(naturalOrder()).orElseThrow();
    try {
      new RemovedPartitions(until, requireNonNull(kept)).remove(table, rows);
    } catch (CommitFailedException | ValidationException e) {
      table.refresh();
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot remove old partitions of %s: other writers came first each time (%s). Run it again."
              .formatted(dataset, e.getMessage()),
          e);
    } catch (CommitStateUnknownException | UncheckedSQLException e) {
      table.refresh();
      if (Objects.equals(head, table.currentSnapshot())
          || !over(TableFiles.of(table), kept, clock.instant()).isEmpty()) {
        throw new HeadgateException(
            ExitCode.OUTCOME_UNKNOWN,
            "Cannot tell whether old partitions of %s were removed: the catalog did not acknowledge the commit (%s). Run it again: what is gone is left alone."
                .formatted(dataset, e.getMessage()),
            e);
      }
    }
    table.refresh();
  }

  private static Extent extent(List<PartitionFiles> partitions) {
    return new Extent(
        partitions.stream().mapToLong(each -> each.files().size()).sum(),
        partitions.stream().mapToLong(PartitionFiles::bytes).sum());
  }
}
