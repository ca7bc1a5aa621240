package io.headgate.registry.store;

import io.headgate.platform.registry.DirtyPartition;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.PartitionTransition;
import io.headgate.registry.gate.PartitionWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** The SQL of partitions and their history, on one connection. */
final class PartitionRows {
  private static final String SELECT =
      """
      SELECT p.*, r.score, r.arithmetic
      FROM dataset_partition p LEFT JOIN run r ON r.run_key = p.run_key
      """;

  private final Handle handle;
  private final Instant now;

  PartitionRows(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  Optional<PartitionRow> find(String dataset, String key) {
    return handle
        .createQuery(SELECT + "WHERE p.dataset = :dataset AND p.partition_key = :key")
        .bind("dataset", dataset)
        .bind("key", key)
        .mapTo(PartitionRow.class)
        .findOne();
  }

  /** By key, after {@code cursor}. */
  List<PartitionRow> page(String dataset, String cursor, int limit) {
    return handle
        .createQuery(
            SELECT
                + """
                WHERE p.dataset = :dataset AND p.partition_key > :cursor
                ORDER BY p.partition_key LIMIT :limit
                """)
        .bind("dataset", dataset)
        .bind("cursor", cursor)
        .bind("limit", limit)
        .mapTo(PartitionRow.class)
        .list();
  }

  /** Those whose run had not read some input, by key, after {@code cursor}. */
  List<DirtyPartition> dirty(String dataset, String cursor, int limit) {
    return handle
        .createQuery(
            """
            SELECT dataset, partition_key, state, window_start, window_end, newer_input_at, run_key,
              published_run_key
            FROM dataset_partition
            WHERE dataset = :dataset AND partition_key > :cursor AND newer_input_at IS NOT NULL
              AND state IN ('DIRTY', 'QUARANTINED') AND run_key IS NOT NULL
            ORDER BY partition_key LIMIT :limit
            """)
        .bind("dataset", dataset)
        .bind("cursor", cursor)
        .bind("limit", limit)
        .mapTo(DirtyPartition.class)
        .list();
  }

  /** Makes the partition known in this state; false when it was known before. */
  boolean create(String dataset, String key, PartitionState state, String who, String reason) {
    Optional<PartitionWindow> window = PartitionWindow.parse(key);
    int created =
        handle
            .createUpdate(
                """
                INSERT INTO dataset_partition (dataset, partition_key, state, state_since,
                  window_start, window_end, refreshed_at)
                VALUES (:dataset, :key, :state, :now, :windowStart, :windowEnd, :now)
                ON CONFLICT (dataset, partition_key) DO NOTHING
                """)
            .bind("dataset", dataset)
            .bind("key", key)
            .bind("state", state)
            .bind("windowStart", window.map(PartitionWindow::start).orElse(null))
            .bind("windowEnd", window.map(PartitionWindow::end).orElse(null))
            .bind("now", now)
            .execute();
    if (created > 0) {
      record(dataset, key, state, who, reason);
    }
    return created > 0;
  }

  /** A partition that nobody else changes until the transaction ends. */
  record Locked(PartitionState state, long version) {}

  Optional<Locked> lock(String dataset, String key) {
    return handle
        .createQuery(
            """
            SELECT state, version FROM dataset_partition
            WHERE dataset = :dataset AND partition_key = :key FOR UPDATE
            """)
        .bind("dataset", dataset)
        .bind("key", key)
        .map((rs, context) -> new Locked(PartitionState.valueOf(rs.getString(1)), rs.getLong(2)))
        .findOne();
  }

  private void record(String dataset, String key, PartitionState state, String who, String reason) {
    transition(
            """
            INSERT INTO partition_transition
              (dataset, partition_key, to_state, who, reason, happened_at)
            VALUES (:dataset, :key, :to, :who, :reason, :now)
            """,
            dataset,
            key,
            state,
            who,
            reason)
        .execute();
  }

  /** Compare-and-set: false when the partition is not in state {@code from} (any more). */
  boolean move(
      String dataset,
      String key,
      PartitionState from,
      PartitionState to,
      String who,
      String reason) {
    return transition(
                """
                WITH moved AS (
                  UPDATE dataset_partition SET state = :to, state_since = :now, refreshed_at = :now,
                    version = version + 1
                  WHERE dataset = :dataset AND partition_key = :key AND state = :from
                  RETURNING dataset, partition_key)
                INSERT INTO partition_transition
                  (dataset, partition_key, from_state, to_state, who, reason, happened_at)
                SELECT dataset, partition_key, :from, :to, :who, :reason, :now FROM moved
                """,
                dataset,
                key,
                to,
                who,
                reason)
            .bind("from", from)
            .execute()
        > 0;
  }

  private Update transition(
      String sql, String dataset, String key, PartitionState to, String who, String reason) {
    return handle
        .createUpdate(sql)
        .bind("dataset", dataset)
        .bind("key", key)
        .bind("to", to)
        .bind("who", who)
        .bind("reason", reason)
        .bind("now", now);
  }

  void addRows(String dataset, String key, long rows) {
    handle
        .createUpdate(
            """
            UPDATE dataset_partition
            SET row_count = coalesce(row_count, 0) + :rows, refreshed_at = :now
            WHERE dataset = :dataset AND partition_key = :key
            """)
        .bind("dataset", dataset)
        .bind("key", key)
        .bind("rows", rows)
        .bind("now", now)
        .execute();
  }

  /**
   * Notes which run decided the partition's state.
   *
   * @param publishedAt when the run published it, or null when it did not
   */
  void decide(String dataset, String key, long rows, String runKey, @Nullable Instant publishedAt) {
    handle
        .createUpdate(
            """
            UPDATE dataset_partition SET
              row_count = :rows,
              run_key = :runKey,
              published_run_key = CASE WHEN :published THEN :runKey ELSE published_run_key END,
              first_published_at =
                coalesce(first_published_at, CAST(:publishedAt AS timestamptz)),
              newer_input_at = NULL,
              refreshed_at = :now
            WHERE dataset = :dataset AND partition_key = :key
            """)
        .bind("dataset", dataset)
        .bind("key", key)
        .bind("rows", rows)
        .bind("runKey", runKey)
        .bind("published", publishedAt != null)
        .bind("publishedAt", publishedAt)
        .bind("now", now)
        .execute();
  }

  /** Every step, oldest first, after {@code cursor}. */
  List<PartitionTransition> history(String dataset, String key, long cursor, int limit) {
    return handle
        .createQuery(
            """
            SELECT transition_id AS id, from_state AS "from", to_state AS "to", who, reason,
              happened_at
            FROM partition_transition
            WHERE dataset = :dataset AND partition_key = :key AND transition_id > :cursor
            ORDER BY transition_id LIMIT :limit
            """)
        .bind("dataset", dataset)
        .bind("key", key)
        .bind("cursor", cursor)
        .bind("limit", limit)
        .mapTo(PartitionTransition.class)
        .list();
  }
}
