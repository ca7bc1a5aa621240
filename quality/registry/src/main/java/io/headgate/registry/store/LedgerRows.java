package io.headgate.registry.store;

import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.registry.gate.LedgerBalance;
import io.headgate.registry.gate.LedgerBalance.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The SQL of the ledger, on one connection. */
final class LedgerRows {
  private final Handle handle;
  private final Instant now;

  LedgerRows(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  /** Inserts a row with its offsets and partitions; empty when it was there already. */
  Optional<Long> insert(LedgerRow row) {
    Optional<Long> ledgerId =
        handle
            .createQuery(
                """
                INSERT INTO ledger (writer, scope, epoch, dataset, pipeline, contract_version,
                  rows_in, rows_valid, rows_quarantined, rows_filtered, rows_late, rows_duplicate,
                  errors, warnings, late_rows, suspects, snapshot_id, frontier, watermark, started_at,
                  committed_at, received_at)
                VALUES (:writer, :scope, :epoch, :dataset, :pipeline, :contractVersion,
                  :rowsIn, :rowsValid, :rowsQuarantined, :rowsFiltered, :rowsLate, :rowsDuplicate,
                  CAST(:errorsJson AS jsonb), CAST(:warningsJson AS jsonb),
                  CAST(:lateRowsJson AS jsonb), CAST(:suspectsJson AS jsonb), :snapshotId, :frontier, :watermark, :startedAt,
                  :committedAt, :now)
                ON CONFLICT (writer, scope, epoch, dataset) DO NOTHING
                RETURNING ledger_id
                """)
            .bindMethods(row)
            .bind("errorsJson", Json.write(row.errors()))
            .bind("warningsJson", Json.write(row.warnings()))
            .bind("lateRowsJson", Json.write(row.lateRows()))
            .bind("suspectsJson", Json.write(row.suspects()))
            .bind("now", now)
            .mapTo(Long.class)
            .findOne();
    ledgerId.ifPresent(
        id -> {
          insertPartitions(id, row);
          for (OffsetRange range : row.offsets()) {
            insertRange(id, row, range);
          }
        });
    return ledgerId;
  }

  /** Whether a commit is known by its snapshot. */
  boolean knows(String dataset, long snapshotId) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT FROM ledger WHERE dataset = :dataset AND snapshot_id = :snapshotId)")
        .bind("dataset", dataset)
        .bind("snapshotId", snapshotId)
        .mapTo(Boolean.class)
        .one();
  }

  /** When a snapshot was committed; empty when no row tells of it. */
  Optional<Instant> committedAt(String dataset, long snapshotId) {
    return handle
        .createQuery(
            "SELECT max(committed_at) FROM ledger WHERE dataset = :dataset AND snapshot_id = :snapshotId")
        .bind("dataset", dataset)
        .bind("snapshotId", snapshotId)
        .mapTo(Instant.class)
        .findOne();
  }

  /** Says that a row was made again, and which of its fields say nothing. */
  void markRebuilt(long ledgerId, List<String> unknown) {
    handle
        .createUpdate(
            """
            UPDATE ledger SET rebuilt_at = :now, unknown = CAST(:unknown AS text[])
            WHERE ledger_id = :ledgerId
            """)
        .bind("now", now)
        .bindArray("unknown", String.class, unknown)
        .bind("ledgerId", ledgerId)
        .execute();
  }

  private void insertPartitions(long ledgerId, LedgerRow row) {
    if (row.partitionRows().isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO ledger_partition (ledger_id, dataset, partition_key, row_count)
            VALUES (:ledgerId, :dataset, :key, :rows)
            """);
    for (Map.Entry<String, Long> partition : row.partitionRows().entrySet()) {
      batch
          .bind("ledgerId", ledgerId)
          .bind("dataset", row.dataset())
          .bind("key", partition.getKey())
          .bind("rows", partition.getValue())
          .add();
    }
    batch.execute();
  }

  private void insertRange(long ledgerId, LedgerRow row, OffsetRange range) {
    if (range.from() == range.until()) {
      return;
    }
    handle
        .createUpdate(
            """
            INSERT INTO ledger_offsets (ledger_id, dataset, writer, topic, topic_partition,
              from_offset, until_offset)
            VALUES (:ledgerId, :dataset, :writer, :topic, :partition, :from, :until)
            """)
        .bind("ledgerId", ledgerId)
        .bind("dataset", row.dataset())
        .bind("writer", row.writer())
        .bindMethods(range)
        .execute();
    OffsetFaults faults = new OffsetFaults(handle);
    faults.judge(row.dataset(), row.writer(), range.topic(), range.partition(), range.from());
    nextAfter(row, range)
        .ifPresent(
            next ->
                faults.judge(row.dataset(), row.writer(), range.topic(), range.partition(), next));
  }

  private Optional<Long> nextAfter(LedgerRow row, OffsetRange range) {
    return handle
        .createQuery(
            """
            SELECT min(from_offset) FROM ledger_offsets
            WHERE dataset = :dataset AND writer = :writer AND topic = :topic
              AND topic_partition = :partition AND from_offset > :from
            """)
        .bind("dataset", row.dataset())
        .bind("writer", row.writer())
        .bindMethods(range)
        .mapTo(Long.class)
        .findOne();
  }

  /**
   * What does not add up, oldest first: in the rows that added to the partition or to none (null:
   * in all rows).
   */
  private List<Fault> faults(String dataset, @Nullable String partition, int limit) {
    return handle
        .createQuery(
            """
            SELECT fault.text, l.committed_at AS since
            FROM (
              SELECT ledger_id, format('epoch %s of %s read %s records and wrote %s valid + %s quarantined',
                epoch, writer, rows_in, rows_valid, rows_quarantined)
                || CASE WHEN rows_filtered > 0 THEN format(' + %s filtered', rows_filtered)
                  ELSE '' END AS text
              FROM ledger
              WHERE dataset = :dataset
                AND rows_in <> rows_valid + rows_quarantined + rows_filtered
              UNION ALL
              SELECT ledger_id, fault FROM ledger_offsets
              WHERE dataset = :dataset AND fault IS NOT NULL) fault
            JOIN ledger l USING (ledger_id)
            WHERE CAST(:partition AS text) IS NULL
              OR EXISTS (SELECT FROM ledger_partition lp
                WHERE lp.ledger_id = l.ledger_id AND lp.partition_key = :partition)
              OR NOT EXISTS (SELECT FROM ledger_partition lp WHERE lp.ledger_id = l.ledger_id)
            ORDER BY l.ledger_id LIMIT :limit
            """)
        .bind("dataset", dataset)
        .bind("partition", partition)
        .bind("limit", limit)
        .mapTo(Fault.class)
        .list();
  }

  /** Of the rows that added to the partition. */
  LedgerBalance balance(String dataset, String partition, int faultsTold) {
    List<Fault> faults = faults(dataset, partition, faultsTold);
    return handle
        .createQuery(
            """
            SELECT coalesce(sum(rows_in), 0), coalesce(sum(rows_valid), 0),
              coalesce(sum(rows_quarantined), 0), coalesce(sum(rows_filtered), 0)
            FROM ledger_partition lp JOIN ledger l USING (ledger_id)
            WHERE lp.dataset = :dataset AND lp.partition_key = :partition
            """)
        .bind("dataset", dataset)
        .bind("partition", partition)
        .map(
            (rs, context) ->
                new LedgerBalance(
                    rs.getLong(1), rs.getLong(2), rs.getLong(3), rs.getLong(4), faults))
        .one();
  }

  /** Only what does not add up in the partition, if it is one of raw. */
  @Nullable
  LedgerBalance unsummed(DatasetRow dataset, String partition, int faultsTold) {
    return dataset.kind() == Kind.RAW
        ? new LedgerBalance(0, 0, 0, 0, faults(dataset.name(), partition, faultsTold))
        : null;
  }

  /** Of all rows. */
  LedgerBalance balance(DatasetRow dataset, int faultsTold) {
    return new LedgerBalance(
        dataset.rowsIn(),
        dataset.rowsValid(),
        dataset.rowsQuarantined(),
        dataset.rowsFiltered(),
        faults(dataset.name(), null, faultsTold));
  }
}
