package io.headgate.platform.batch;

import static org.apache.iceberg.expressions.Expressions.and;
import static org.apache.iceberg.expressions.Expressions.greaterThanOrEqual;
import static org.apache.iceberg.expressions.Expressions.lessThan;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/** Moves a table's main branch to the state that a run has made. */
final class LakePublisher {
  private final Table table;
  private final RunSnapshots snapshots;
  private final RunKey key;
  private final RunWindow window;

  LakePublisher(Table table, RunSnapshots snapshots, RunKey key, RunWindow window) {
    this.table = table;
    this.snapshots = snapshots;
    this.key = key;
    this.window = window;
  }

  /**
   * Cherry-picks the staged snapshot, which is refused when one of its partitions has changed since
   * the run began, and empties the partitions for which the run has no rows. Leaves the table
   * refreshed.
   *
   * @param staged the rows, or empty when there are none
   * @param vacant starts of the partitions without rows
   * @param base head of main when the run began, or null when there was none
   * @return whether this attempt did it; false when another attempt of the same run came first
   * @throws HeadgateException when another run came first, or the outcome is unknown
   */
  boolean publish(Optional<Snapshot> staged, Collection<Instant> vacant, @Nullable Snapshot base) {
    try {
      boolean first = cherryPick(staged);
      empty(vacant, base);
      return first;
    } catch (CommitStateUnknownException | UncheckedSQLException e) {
      throw new HeadgateException(
          ExitCode.OUTCOME_UNKNOWN,
          "Cannot tell whether %s was published for %s: the catalog did not acknowledge the commit (%s). Run it again: it looks for run key %s first."
              .formatted(table.name(), window, e.getMessage(), key),
          e);
    }
  }

  private boolean cherryPick(Optional<Snapshot> staged) {
    try {
      staged.ifPresent(
          snapshot -> table.manageSnapshots().cherrypick(snapshot.snapshotId()).commit());
      table.refresh();
      return true;
    } catch (ValidationException | CommitFailedException e) {
      table.refresh();
      if (snapshots.published(table).isPresent()) {
        return false;
      }
      throw conflict(e);
    }
  }

  private HeadgateException conflict(RuntimeException e) {
    return new HeadgateException(
        ExitCode.NOT_READY,
        "Cannot publish %s for %s: another run has changed the same partitions meanwhile (%s). Run it again."
            .formatted(table.name(), window, e.getMessage()),
        e);
  }

  private void empty(Collection<Instant> vacant, @Nullable Snapshot base) {
    try {
      commitEmpty(vacant, base);
    } catch (ValidationException | CommitFailedException e) {
      table.refresh();
      // Another attempt of this run may have emptied them first.
      if (snapshots.published(table).isEmpty() || hasFiles(rowsOf(vacant))) {
        throw conflict(e);
      }
    }
  }

  /**
   * Empties partitions. An empty result that changes nothing still makes a snapshot, which marks
   * the run as published.
   */
  private void commitEmpty(Collection<Instant> vacant, @Nullable Snapshot base) {
    if (!vacant.isEmpty() && hasFiles(rowsOf(vacant))) {
      Expression rows = rowsOf(vacant);
      OverwriteFiles delete =
          table
              .newOverwrite()
              .overwriteByRowFilter(rows)
              .conflictDetectionFilter(rows)
              .validateNoConflictingData()
              .validateNoConflictingDeletes()
              .set(RunSnapshots.RUN_KEY, key.value());
      if (base != null) {
        delete.validateFromSnapshot(base.snapshotId());
      }
      delete.commit();
    } else if (snapshots.published(table).isEmpty()) {
      table.newAppend().set(RunSnapshots.RUN_KEY, key.value()).commit();
    }
    table.refresh();
  }

  private boolean hasFiles(Expression rows) {
    if (table.currentSnapshot() == null) {
      return false;
    }
    try (CloseableIterable<FileScanTask> files = table.newScan().filter(rows).planFiles()) {
      return files.iterator().hasNext();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Expression rowsOf(Collection<Instant> partitionStarts) {
    return partitionStarts.stream()
        .map(start -> between(start, window.grain().partitionEnd(start)))
        .reduce(Expressions.alwaysFalse(), Expressions::or);
  }

  private static Expression between(Instant start, Instant end) {
    return and(
        greaterThanOrEqual("window_start", micros(start)), lessThan("window_start", micros(end)));
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
