package io.headgate.platform.iceberg;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits a micro-batch to a table once, however often it is tried: one transaction that appends
 * the files with the batch's marker and moves the query's tag to the new snapshot.
 *
 * <p>Iceberg asks the validator each time that it makes the snapshot, so for the state that the
 * commit is put upon; the catalog's compare-and-set lets no other commit in between. A transaction
 * that holds a tag does not repeat itself when another writer came first: it fails, and is made
 * anew here, after the table was asked again for the batch.
 */
public final class EpochAppend {
  private static final Logger LOG = LoggerFactory.getLogger(EpochAppend.class);

  private static final RetryPolicy<CommittedEpoch> UNTIL_KNOWN =
      RetryPolicy.<CommittedEpoch>builder()
          .handle(CommitFailedException.class)
          .handle(CommitStateUnknownException.class)
          .handle(ValidationException.class)
          .handle(UncheckedSQLException.class)
          .withMaxRetries(-1)
          .withBackoff(Duration.ofMillis(50), Duration.ofSeconds(5))
          .withMaxDuration(Duration.ofSeconds(60))
          .build();

  private final Table table;
  private final EpochHistory history;
  private final EpochMarker marker;
  private final Collection<DataFile> files;

  /**
   * @param files all that the batch adds to the table; may be none
   */
  public EpochAppend(Table table, EpochMarker marker, Collection<DataFile> files) {
    this.table = table;
    this.history = new EpochHistory(marker.query());
    this.marker = marker;
    this.files = files;
  }

  /**
   * Commits, or finds that the batch is there.
   *
   * @return the batch as the table holds it, with the marker of whoever was first
   * @throws HeadgateException when the table has the offsets by another batch, or when it cannot be
   *     told whether it has the batch
   */
  public CommittedEpoch commit() {
    boolean[] sent = new boolean[1];
    try {
      return Failsafe.with(UNTIL_KNOWN).get(() -> once(sent));
    } catch (FailsafeException e) {
      Thread.currentThread().interrupt();
      throw new HeadgateException(
          ExitCode.OUTCOME_UNKNOWN,
          "Cannot commit epoch %d to %s: the commit was interrupted. Start the query again: it looks for the epoch first."
              .formatted(marker.epoch(), table.name()),
          e);
    } catch (CommitFailedException
        | CommitStateUnknownException
        | ValidationException
        | UncheckedSQLException e) {
      throw new HeadgateException(
          sent[0] ? ExitCode.OUTCOME_UNKNOWN : ExitCode.DEPENDENCY_DOWN,
          "Cannot commit epoch %d to %s: %s. Check that the catalog's PostgreSQL runs, and start the query again: it looks for the epoch first."
              .formatted(marker.epoch(), table.name(), e.getMessage()),
          e);
    }
  }

  private CommittedEpoch once(boolean[] sent) {
    // Before anything else: an attempt whose outcome was unknown may have been applied.
    table.refresh();
    Optional<CommittedEpoch> there = history.find(table, marker);
    if (there.isPresent()) {
      return there.get();
    }
    sent[0] = false;
    Prepared prepared = prepare();
    try {
      return prepared.commit();
    } catch (CommitStateUnknownException | UncheckedSQLException e) {
      sent[0] = true;
      LOG.warn(
          "outcome unknown table={} epoch={} reason=\"{}\"",
          table.name(),
          marker.epoch(),
          e.getMessage());
      throw e;
    }
  }

  /** Makes the transaction on the table as it is loaded now. */
  Prepared prepare() {
    Transaction transaction = table.newTransaction();
    AppendFiles append = transaction.newAppend();
    files.forEach(append::appendFile);
    marker.summary().forEach(append::set);
    append.validateWith(notYet()).commit();
    Snapshot snapshot = transaction.table().currentSnapshot();
    ManageSnapshots refs = transaction.manageSnapshots();
    if (transaction.table().refs().containsKey(history.tag())) {
      refs.replaceTag(history.tag(), snapshot.snapshotId());
    } else {
      refs.createTag(history.tag(), snapshot.snapshotId());
    }
    refs.commit();
    return new Prepared(transaction, new CommittedEpoch(marker, snapshot));
  }

  private SnapshotAncestryValidator notYet() {
    return new SnapshotAncestryValidator() {
      @Override
      public boolean validate(Iterable<Snapshot> ancestry) {
        return history.allows(ancestry, marker);
      }

      @Override
      public String errorMessage() {
        return "offsets of epoch %d of %s are there already"
            .formatted(marker.epoch(), marker.query());
      }
    };
  }

  /** A transaction that only has to be sent. */
  record Prepared(Transaction transaction, CommittedEpoch epoch) {
    CommittedEpoch commit() {
      transaction.commitTransaction();
      return epoch;
    }
  }
}
