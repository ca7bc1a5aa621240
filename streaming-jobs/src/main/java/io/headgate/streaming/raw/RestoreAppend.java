package io.headgate.streaming.raw;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.LocalDate;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * Appends restored rows, unless another restore of the day has appended since the lake was asked
 * what it lacks. Iceberg asks the validator for the very state that the commit is put upon, so of
 * two restores that found the same rows lacking one is refused. The live stream, which appends only
 * offsets that no table had, disturbs nobody.
 */
final class RestoreAppend {
  private static final String RESTORED = "headgate.restored-date";

  private RestoreAppend() {}

  /** Whether the snapshot has brought back rows of a day. */
  static boolean isOf(Snapshot snapshot, LocalDate date) {
    return date.toString().equals(snapshot.summary().get(RESTORED));
  }

  /**
   * Commits.
   *
   * @param base head of main when the lake was asked, or null when there was none
   * @return the new snapshot, without anything when there are no files
   * @throws HeadgateException when another restore came first, or the outcome is unknown
   */
  static long commit(Table table, @Nullable Snapshot base, LocalDate date, List<DataFile> files) {
    AppendFiles append = table.newAppend();
    files.forEach(append::appendFile);
    append.set(RESTORED, date.toString());
    try {
      append.validateWith(noRestoreSince(base, date)).commit();
      table.refresh();
      return table.currentSnapshot().snapshotId();
    } catch (ValidationException | CommitFailedException e) {
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot restore %s of %s: %s. Run it again: it restores only what is still lacking."
              .formatted(date, table.name(), e.getMessage()),
          e);
    } catch (CommitStateUnknownException | UncheckedSQLException e) {
      throw new HeadgateException(
          ExitCode.OUTCOME_UNKNOWN,
          "Cannot tell whether rows of %s were restored in %s: the catalog did not acknowledge the commit (%s). Run it again: it looks first at what is lacking."
              .formatted(date, table.name(), e.getMessage()),
          e);
    }
  }

  private static SnapshotAncestryValidator noRestoreSince(@Nullable Snapshot base, LocalDate date) {
    return new SnapshotAncestryValidator() {
      @Override
      public boolean validate(Iterable<Snapshot> ancestry) {
        for (Snapshot snapshot : ancestry) {
          if (base != null && snapshot.snapshotId() == base.snapshotId()) {
            return true;
          }
          if (isOf(snapshot, date)) {
            return false;
          }
        }
        return true;
      }

      @Override
      public String errorMessage() {
        return "another run has restored rows of the day meanwhile";
      }
    };
  }
}
