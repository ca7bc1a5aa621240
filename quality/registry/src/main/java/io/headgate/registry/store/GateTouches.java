package io.headgate.registry.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Gates that are to be decided anew, because something that they depend on has changed. */
final class GateTouches {
  private final Handle handle;

  GateTouches(Handle handle) {
    this.handle = handle;
  }

  /**
   * Takes the oldest, with all that touched the same gate again; per dataset the keys of its
   * partitions.
   */
  Map<String, Set<String>> take(int limit) {
    Map<String, Set<String>> taken = new LinkedHashMap<>();
    Set<String> whole = new LinkedHashSet<>();
    handle
        .createQuery(
            """
            WITH oldest AS (
              SELECT DISTINCT dataset, coalesce(partition_key, '') AS partition_key FROM (
                SELECT dataset, partition_key FROM gate_touched ORDER BY touched_id LIMIT :limit
              ) AS first_in_line),
            taken AS (
              DELETE FROM gate_touched t USING oldest o
              WHERE t.dataset = o.dataset AND coalesce(t.partition_key, '') = o.partition_key
              RETURNING t.dataset, t.partition_key, t.touched_id)
            SELECT dataset, partition_key FROM taken
            GROUP BY dataset, partition_key ORDER BY min(touched_id)
            """)
        .bind("limit", limit)
        .map(
            (rs, context) -> {
              Set<String> keys =
                  taken.computeIfAbsent(rs.getString(1), name -> new LinkedHashSet<>());
              String key = rs.getString(2);
              return key == null ? whole.add(rs.getString(1)) : keys.add(key);
            })
        .list();
    whole.forEach(this::eachPartition);
    return taken;
  }

  private void eachPartition(String dataset) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_touched (dataset, partition_key)
            SELECT dataset, partition_key FROM dataset_partition WHERE dataset = :dataset
            """)
        .bind("dataset", dataset)
        .execute();
  }

  void add(String dataset, String partition) {
    handle
        .createUpdate(
            "INSERT INTO gate_touched (dataset, partition_key) VALUES (:dataset, :partition)")
        .bind("dataset", dataset)
        .bind("partition", partition)
        .execute();
  }

  /** What was made from a partition depends on its gate. */
  void addDownstreamOf(String dataset, String partition) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_touched (dataset, partition_key)
            SELECT made.dataset, made.partition_key
            FROM dataset_partition input
            JOIN dataset_input d ON d.input = input.dataset
            JOIN dataset_partition made ON made.dataset = d.dataset
              AND made.window_start - d.look_back < input.window_end
              AND made.window_end > input.window_start
            WHERE input.dataset = :dataset AND input.partition_key = :partition
            """)
        .bind("dataset", dataset)
        .bind("partition", partition)
        .execute();
  }

  /** Holds and acceptances that ended by themselves. */
  void addEnded(Instant after, Instant until) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_touched (dataset, partition_key)
            SELECT dataset, partition_key FROM hold
            WHERE until > :after AND until <= :until AND released_at IS NULL
            UNION ALL
            SELECT dataset, partition_key FROM acceptance WHERE until > :after AND until <= :until
            """)
        .bind("after", after)
        .bind("until", until)
        .execute();
  }
}
