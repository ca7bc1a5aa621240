package io.headgate.registry.store;

import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.GateFacts.PartitionFacts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** The SQL behind gates of one dataset. */
final class GateRows {
  private final Handle handle;
  private final String dataset;
  private final RowMapper<PartitionFacts> facts;

  GateRows(Handle handle, String dataset) {
    this.handle = handle;
    this.dataset = dataset;
    this.facts =
        (rs, context) ->
            new PartitionFacts(
                rs.getString("partition_key"),
                PartitionState.valueOf(rs.getString("state")),
                rs.getTimestamp("state_since").toInstant(),
                rs.getObject("score", Double.class),
                rs.getString("arithmetic"),
                rs.getTimestamp("newer_input_at") == null
                    ? null
                    : rs.getTimestamp("newer_input_at").toInstant(),
                rs.getTimestamp("first_published_at") == null
                    ? null
                    : rs.getTimestamp("first_published_at").toInstant(),
                new RunRows(handle).checks(rs.getString("run_key")));
  }

  Optional<PartitionFacts> partition(String key) {
    return handle
        .createQuery(
            """
            SELECT p.*, r.score, r.arithmetic
            FROM dataset_partition p LEFT JOIN run r ON r.run_key = p.run_key
            WHERE p.dataset = :dataset AND p.partition_key = :key
            """)
        .bind("dataset", dataset)
        .bind("key", key)
        .map(facts)
        .findOne();
  }

  /** Newest first. */
  List<PartitionFacts> quarantined(int limit) {
    return handle
        .createQuery(
            """
            SELECT p.*, r.score, r.arithmetic
            FROM dataset_partition p LEFT JOIN run r ON r.run_key = p.run_key
            WHERE p.dataset = :dataset AND p.state = 'QUARANTINED'
            ORDER BY p.partition_key DESC LIMIT :limit
            """)
        .bind("dataset", dataset)
        .bind("limit", limit)
        .map(facts)
        .list();
  }

  /**
   * The partition with the lowest score among those that readers see, by what they see of it. One
   * that an operator lets them see all the same counts only where there is no other.
   */
  Optional<PartitionFacts> lowestReadable(Instant now) {
    return handle
        .createQuery(
            """
            SELECT p.*, r.score, r.arithmetic
            FROM dataset_partition p JOIN run r ON r.run_key = p.published_run_key
            WHERE p.dataset = :dataset
            ORDER BY
              p.partition_key IN (
                SELECT partition_key FROM acceptance WHERE dataset = :dataset AND until > :now),
              r.score NULLS FIRST, p.partition_key DESC LIMIT 1
            """)
        .bind("dataset", dataset)
        .bind("now", now)
        .map(facts)
        .findOne();
  }

  long countReadable() {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM dataset_partition
            WHERE dataset = :dataset AND published_run_key IS NOT NULL
            """)
        .bind("dataset", dataset)
        .mapTo(Long.class)
        .one();
  }
}
