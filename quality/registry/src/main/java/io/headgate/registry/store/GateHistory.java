package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateChange;
import io.headgate.platform.registry.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Every opening and closing of a gate; kept for ever. */
public final class GateHistory {
  private final Jdbi jdbi;

  public GateHistory(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Newest first, below {@code cursor}.
   *
   * @param partition partition key, or null for the dataset as a whole
   */
  public List<GateChange> page(String dataset, @Nullable String partition, long cursor, int limit) {
    return jdbi.withHandle(
        handle -> {
          new DatasetRows(handle).require(dataset);
          return handle
              .createQuery(
                  """
                  SELECT change_id, changed_at, answer FROM gate_change
                  WHERE dataset = :dataset AND change_id < :cursor
                    AND coalesce(partition_key, '') = :partition
                  ORDER BY change_id DESC LIMIT :limit
                  """)
              .bind("dataset", dataset)
              .bind("partition", partition == null ? "" : partition)
              .bind("cursor", cursor)
              .bind("limit", limit)
              .map(GateHistory::read)
              .list();
        });
  }

  private static GateChange read(ResultSet rs, StatementContext context) throws SQLException {
    try {
      return new GateChange(
          rs.getLong("change_id"),
          rs.getTimestamp("changed_at").toInstant(),
          Json.MAPPER.readValue(rs.getString("answer"), GateAnswer.class));
    } catch (JsonProcessingException e) {
      throw new SQLException("jsonb holds another shape than was written", e);
    }
  }

  /** Keeps an answer when it differs from the one before in whether the gate is open. */
  static boolean note(Handle handle, GateAnswer answer, Instant now) {
    Optional<Boolean> before =
        handle
            .createQuery(
                """
                SELECT open FROM gate_change
                WHERE dataset = :dataset
                  AND coalesce(partition_key, '') = :partition
                ORDER BY change_id DESC LIMIT 1
                """)
            .bind("dataset", answer.dataset())
            .bind("partition", answer.partition() == null ? "" : answer.partition())
            .mapTo(Boolean.class)
            .findOne();
    if (before.isPresent() && before.get() == answer.open()) {
      return false;
    }
    handle
        .createUpdate(
            """
            INSERT INTO gate_change (dataset, partition_key, open, answer, changed_at)
            VALUES (:dataset, :partition, :open, CAST(:answer AS jsonb), :now)
            """)
        .bind("dataset", answer.dataset())
        .bind("partition", answer.partition())
        .bind("open", answer.open())
        .bind("answer", Json.write(answer))
        .bind("now", now)
        .execute();
    return true;
  }
}
