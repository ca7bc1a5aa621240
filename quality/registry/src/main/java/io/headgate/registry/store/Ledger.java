package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.PartitionWindow;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What was committed where, and what follows from it for partitions. */
public final class Ledger {
  private final Jdbi jdbi;
  private final Clock clock;

  public Ledger(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Records a row; false when it was recorded before. */
  public boolean record(LedgerRow row) {
    return jdbi.inTransaction(handle -> record(handle, row).isPresent());
  }

  /**
   * Records a row that was lost here and made again; one that exists stays as it is.
   *
   * @return false when it was recorded before
   */
  public boolean recordRebuilt(RebuiltLedgerRow rebuilt) {
    rebuilt.refuseUnknownFields();
    return jdbi.inTransaction(
        handle -> {
          Optional<Long> ledgerId = record(handle, rebuilt.row());
          ledgerId.ifPresent(
              id -> new LedgerRows(handle, clock.instant()).markRebuilt(id, rebuilt.unknown()));
          return ledgerId.isPresent();
        });
  }

  private Optional<Long> record(Handle handle, LedgerRow row) {
    Instant now = clock.instant();
    long pipelineId = new PipelineRows(handle).lock(row.pipeline());
    DatasetRow dataset = new DatasetRows(handle).require(row.dataset(), row.pipeline());
    Optional<Long> ledgerId = new LedgerRows(handle, now).insert(row);
    if (ledgerId.isEmpty()) {
      return ledgerId;
    }
    new DatasetRows(handle).advance(row);
    new LedgerTotals(handle).add(row);
    if (dataset.kind() == Kind.RAW) {
      new QuarantinedRows(handle).add(row);
      new SuspectRows(handle).add(row);
      RawPartitions raw =
          new RawPartitions(
              new PartitionRows(handle, now), new NewerInput(handle, now), pipelineId);
      raw.extend(row, ledgerId.get());
    }
    return ledgerId;
  }

  /** Newest first, below {@code cursor}; of all datasets when {@code dataset} is null. */
  public List<RecordedLedgerRow> page(@Nullable String dataset, long cursor, int limit) {
    return jdbi.withHandle(handle -> new RecordedLedgerRows(handle).page(dataset, cursor, limit));
  }

  /**
   * What changed a partition, newest first, below {@code cursor}.
   *
   * @param after only what was committed after this snapshot; 0: all
   */
  public List<RecordedLedgerRow> changes(
      String dataset, String partition, long after, long cursor, int limit) {
    return jdbi.withHandle(
        handle -> {
          Instant since =
              after == 0
                  ? null
                  : new LedgerRows(handle, clock.instant())
                      .committedAt(dataset, after)
                      .orElseThrow(
                          () ->
                              Problem.notFound(
                                  "The ledger of '%s' has no snapshot %d."
                                      .formatted(dataset, after)));
          return new RecordedLedgerRows(handle).changes(dataset, partition, since, cursor, limit);
        });
  }

  private record RawPartitions(PartitionRows partitions, NewerInput newerInput, long pipelineId) {

    /** Adds the row to its partitions and marks what was computed without it. */
    void extend(LedgerRow row, long ledgerId) {
      String reason = "epoch %d of %s".formatted(row.epoch(), row.writer());
      // In key order, so that two transactions never wait for each other.
      for (String key : new TreeSet<>(row.partitionRows().keySet())) {
        boolean created =
            partitions.create(row.dataset(), key, PartitionState.WRITTEN, row.writer(), reason);
        partitions.addRows(row.dataset(), key, row.partitionRows().get(key));
        Optional<PartitionWindow> window = PartitionWindow.parse(key);
        if (window.isPresent() && created) {
          newerInput.expect(pipelineId, window.get(), reason);
        }
        if (window.isPresent()) {
          newerInput.arrived(row.dataset(), ledgerId, window.get(), reason);
        }
      }
    }
  }
}
