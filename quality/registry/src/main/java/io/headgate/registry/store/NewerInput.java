package io.headgate.registry.store;

import io.headgate.registry.gate.PartitionWindow;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Finds the partitions of batch datasets whose run had not read some row of an input.
 *
 * <p>A run that was quarantined changed nothing, nor did one that left a partition empty.
 *
 * <p>A run names the snapshot of each input that it read. Rows of the ledger come in the order of
 * their commits, so a row after that snapshot's was not read. Where the ledger does not know the
 * snapshot (its row is still on the way, or maintenance made it), the times decide: what was
 * committed before the run began was read.
 */
final class NewerInput {
  private final Handle handle;
  private final Instant now;

  NewerInput(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  /** Expects a partition of every batch dataset that reads the window. */
  void expect(long pipelineId, PartitionWindow window, String reason) {
    handle
        .createUpdate(
            """
            WITH expected AS (
              INSERT INTO dataset_partition (dataset, partition_key, state, state_since,
                window_start, window_end, refreshed_at)
              SELECT d.name,
                to_char(w.start AT TIME ZONE 'UTC',
                  CASE d.grain WHEN 'DAILY' THEN 'YYYY-MM-DD' ELSE 'YYYY-MM-DD"T"HH24' END),
                'EXPECTED', :now, w.start, w.start + g.width, :now
              FROM dataset d
              CROSS JOIN LATERAL (
                SELECT CASE d.grain WHEN 'DAILY' THEN interval '24 hours'
                  ELSE interval '1 hour' END AS width) g
              CROSS JOIN LATERAL generate_series(
                CAST(:start AS timestamptz), CAST(:end AS timestamptz) - g.width, g.width)
                AS w(start)
              WHERE d.pipeline_id = :pipelineId AND d.kind IN ('ROLLUP', 'CURATED')
              ON CONFLICT (dataset, partition_key) DO NOTHING
              RETURNING dataset, partition_key)
            INSERT INTO partition_transition
              (dataset, partition_key, to_state, who, reason, happened_at)
            SELECT dataset, partition_key, 'EXPECTED', 'registry', :reason, :now FROM expected
            """)
        .bind("pipelineId", pipelineId)
        .bind("start", window.start())
        .bind("end", window.end())
        .bind("reason", reason)
        .bind("now", now)
        .execute();
  }

  /**
   * Marks the partitions whose run did not read this ledger row, which adds to the input's window.
   */
  void arrived(String input, long ledgerId, PartitionWindow window, String reason) {
    handle
        .createUpdate(
            """
            WITH arrived AS (SELECT * FROM ledger WHERE ledger_id = :ledgerId),
            touched AS (
              SELECT p.dataset, p.partition_key, p.state AS was
              FROM dataset_partition p
              JOIN dataset_input d ON d.dataset = p.dataset AND d.input = :input
              JOIN run r ON r.run_key = p.run_key
              CROSS JOIN arrived
              WHERE p.state IN ('PUBLISHED', 'QUARANTINED')
                AND p.window_start - d.look_back < :end AND p.window_end > :start
                AND coalesce(
                  (SELECT max(l.committed_at) < arrived.committed_at FROM ledger l
                   WHERE l.dataset = :input
                     AND l.snapshot_id = CAST(r.report -> 'inputs' ->> :input AS bigint)),
                  arrived.committed_at >= r.started_at)
              FOR UPDATE OF p),
            marked AS (
              UPDATE dataset_partition p SET
                state = CASE touched.was WHEN 'PUBLISHED' THEN 'DIRTY' ELSE touched.was END,
                state_since =
                  CASE touched.was WHEN 'PUBLISHED' THEN :now ELSE p.state_since END,
                version = p.version + CASE touched.was WHEN 'PUBLISHED' THEN 1 ELSE 0 END,
                newer_input_at = coalesce(p.newer_input_at, :now)
              FROM touched
              WHERE p.dataset = touched.dataset AND p.partition_key = touched.partition_key)
            INSERT INTO partition_transition
              (dataset, partition_key, from_state, to_state, who, reason, happened_at)
            SELECT dataset, partition_key, 'PUBLISHED', 'DIRTY', 'registry', :reason, :now
            FROM touched WHERE was = 'PUBLISHED'
            """)
        .bind("input", input)
        .bind("ledgerId", ledgerId)
        .bind("start", window.start())
        .bind("end", window.end())
        .bind("reason", reason)
        .bind("now", now)
        .execute();
  }

  /** Whether a ledger row changed a partition: one that was empty and stays so did not. */
  boolean isChange(long ledgerId, String partition) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM ledger_partition made
              JOIN ledger_partition known ON known.dataset = made.dataset
                AND known.partition_key = made.partition_key
              WHERE made.ledger_id = :ledgerId AND made.partition_key = :partition
                AND known.ledger_id <= made.ledger_id AND known.row_count > 0)
            """)
        .bind("ledgerId", ledgerId)
        .bind("partition", partition)
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * The newest ledger row of an input that adds to what a dataset's partition reads, and that the
   * run had not read.
   */
  Optional<Long> missedBy(
      String dataset, String input, long snapshotId, Instant runStart, PartitionWindow window) {
    return handle
        .createQuery(
            """
            SELECT max(l.ledger_id)
            FROM dataset_partition p
            JOIN ledger_partition lp USING (dataset, partition_key)
            JOIN ledger l USING (ledger_id)
            WHERE p.dataset = :input AND p.window_start < :end
              AND p.window_end > CAST(:start AS timestamptz) - coalesce(
                (SELECT look_back FROM dataset_input WHERE dataset = :dataset AND input = :input),
                interval '0')
              AND l.snapshot_id IS NOT NULL
              AND (lp.row_count > 0 OR EXISTS (SELECT FROM ledger_partition earlier
                WHERE earlier.dataset = lp.dataset AND earlier.partition_key = lp.partition_key
                  AND earlier.ledger_id < lp.ledger_id AND earlier.row_count > 0))
              AND coalesce(
                l.committed_at > (SELECT max(known.committed_at) FROM ledger known
                  WHERE known.dataset = :input AND known.snapshot_id = :snapshotId),
                l.committed_at >= :runStart)
            """)
        .bind("dataset", dataset)
        .bind("input", input)
        .bind("snapshotId", snapshotId)
        .bind("runStart", runStart)
        .bind("start", window.start())
        .bind("end", window.end())
        .mapTo(Long.class)
        .findOne();
  }
}
