package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.Reconciliation;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Jdbi;

/** What reconciliations found; kept for ever. */
public final class Reconciliations {
  private final Jdbi jdbi;
  private final Clock clock;

  public Reconciliations(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** A reconciliation with its number here. */
  public record Recorded(long id, Reconciliation reconciliation) {}

  /** Records one; false when it was recorded before. */
  public boolean record(Reconciliation reconciliation) {
    return jdbi.inTransaction(
        handle -> {
          new PipelineRows(handle).lock(reconciliation.pipeline());
          return handle
                  .createUpdate(
                      """
                      INSERT INTO reconciliation (pipeline, explained, report, started_at, received_at)
                      VALUES (:pipeline, :explained, CAST(:report AS jsonb), :startedAt, :now)
                      ON CONFLICT (pipeline, started_at) DO NOTHING
                      """)
                  .bind("pipeline", reconciliation.pipeline())
                  .bind("explained", reconciliation.explained())
                  .bind("report", Json.write(reconciliation))
                  .bind("startedAt", reconciliation.startedAt())
                  .bind("now", clock.instant())
                  .execute()
              == 1;
        });
  }

  /** Newest first, below {@code cursor}; of all pipelines when {@code pipeline} is null. */
  public List<Recorded> page(@Nullable String pipeline, long cursor, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT reconciliation_id, report FROM reconciliation
                    WHERE (CAST(:pipeline AS text) IS NULL OR pipeline = :pipeline)
                      AND reconciliation_id < :cursor
                    ORDER BY reconciliation_id DESC LIMIT :limit
                    """)
                .bind("pipeline", pipeline)
                .bind("cursor", cursor)
                .bind("limit", limit)
                .map((rs, context) -> new Recorded(rs.getLong(1), read(rs.getString(2))))
                .list());
  }

  /** The newest of each pipeline that is not retired. */
  public List<Reconciliation> newest() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT newest.report FROM pipeline p CROSS JOIN LATERAL (
                      SELECT report FROM reconciliation WHERE pipeline = p.name
                      ORDER BY started_at DESC LIMIT 1) newest
                    WHERE NOT EXISTS (
                      SELECT FROM retired_pipeline r WHERE r.pipeline_id = p.pipeline_id)
                    """)
                .map((rs, context) -> read(rs.getString(1)))
                .list());
  }

  private static Reconciliation read(String json) throws SQLException {
    try {
      return Json.MAPPER.readValue(json, Reconciliation.class);
    } catch (JsonProcessingException e) {
      throw new SQLException("jsonb holds another shape than was written", e);
    }
  }
}
