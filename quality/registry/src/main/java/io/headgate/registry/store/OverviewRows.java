package io.headgate.registry.store;

import static io.headgate.registry.store.StoredInstants.instant;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL of the overview: one statement for all datasets, on one connection. */
final class OverviewRows {
  private final Handle handle;

  OverviewRows(Handle handle) {
    this.handle = handle;
  }

  /**
   * What is stored of one dataset.
   *
   * @param decided its gate as it was when it last opened or shut; null when it was never decided
   */
  record Row(
      String dataset,
      String pipeline,
      String ownerTeam,
      Kind kind,
      Duration sla,
      @Nullable Instant completeUntil,
      long partitions,
      long quarantined,
      @Nullable Double lowestScore,
      long late,
      long atRisk,
      long openIncidents,
      long holds,
      @Nullable Instant retiredAt,
      @Nullable GateAnswer decided,
      @Nullable Instant decidedAt) {

    /** Whether readers or jobs read it through a gate. */
    boolean isGated() {
      return kind == Kind.RAW || kind.isBatch();
    }
  }

  /** By name. */
  List<Row> all(Instant now) {
    return handle
        .createQuery(
            """
            SELECT d.name, p.name AS pipeline, v.owner_team, d.kind, v.sla_minutes,
              CASE d.kind WHEN 'RAW' THEN d.frontier ELSE parts.complete_until END
                AS complete_until,
              coalesce(parts.partitions, 0) AS partitions,
              coalesce(parts.quarantined, 0) AS quarantined,
              parts.lowest_score,
              coalesce(notices.late, 0) AS late, coalesce(notices.at_risk, 0) AS at_risk,
              (SELECT count(*) FROM incident i
                WHERE i.closed_at IS NULL AND i.pipeline = p.name
                  AND (i.dataset = d.name OR (d.kind = 'RAW' AND NOT EXISTS (
                    SELECT FROM dataset named WHERE named.name = i.dataset))))
                AS open_incidents,
              (SELECT count(*) FROM hold h
                WHERE h.dataset = d.name AND h.released_at IS NULL
                  AND (h.until IS NULL OR h.until > :now)) AS holds,
              retired.retired_at, gate.answer, gate.changed_at
            FROM dataset d
            JOIN pipeline p USING (pipeline_id)
            LEFT JOIN retired_pipeline retired USING (pipeline_id)
            CROSS JOIN LATERAL (
              SELECT owner_team, sla_minutes FROM pipeline_version
              WHERE pipeline_id = d.pipeline_id ORDER BY version DESC LIMIT 1) v
            LEFT JOIN (
              SELECT dp.dataset, count(*) AS partitions,
                count(*) FILTER (WHERE dp.state = 'QUARANTINED') AS quarantined,
                max(dp.window_end) FILTER (WHERE dp.first_published_at IS NOT NULL)
                  AS complete_until,
                min(r.score) AS lowest_score
              FROM dataset_partition dp LEFT JOIN run r ON r.run_key = dp.published_run_key
              GROUP BY dp.dataset) parts ON parts.dataset = d.name
            LEFT JOIN (
              SELECT n.dataset,
                count(*) FILTER (WHERE n.kind = 'PARTITION_LATE') AS late,
                count(*) FILTER (WHERE n.kind = 'SLA_AT_RISK') AS at_risk
              FROM sla_notice n WHERE n.passed_at IS NULL
              GROUP BY n.dataset) notices ON notices.dataset = d.name
            LEFT JOIN LATERAL (
              SELECT c.answer, c.changed_at FROM gate_change c
              WHERE c.dataset = d.name AND coalesce(c.partition_key, '') = ''
              ORDER BY c.change_id DESC LIMIT 1) gate ON true
            ORDER BY d.name
            """)
        .bind("now", now)
        .map(OverviewRows::read)
        .list();
  }

  /** Of all pipelines. */
  long openIncidents() {
    return handle
        .createQuery("SELECT count(*) FROM incident WHERE closed_at IS NULL")
        .mapTo(Long.class)
        .one();
  }

  private static Row read(ResultSet rs, StatementContext context) throws SQLException {
    return new Row(
        rs.getString("name"),
        rs.getString("pipeline"),
        rs.getString("owner_team"),
        Kind.valueOf(rs.getString("kind")),
        Duration.ofMinutes(rs.getLong("sla_minutes")),
        instant(rs.getTimestamp("complete_until")),
        rs.getLong("partitions"),
        rs.getLong("quarantined"),
        rs.getObject("lowest_score", Double.class),
        rs.getLong("late"),
        rs.getLong("at_risk"),
        rs.getLong("open_incidents"),
        rs.getLong("holds"),
        instant(rs.getTimestamp("retired_at")),
        answer(rs.getString("answer")),
        instant(rs.getTimestamp("changed_at")));
  }

  @Nullable
  private static GateAnswer answer(@Nullable String json) throws SQLException {
    try {
      return json == null ? null : Json.MAPPER.readValue(json, GateAnswer.class);
    } catch (JsonProcessingException e) {
      throw new SQLException("jsonb holds another shape than was written", e);
    }
  }
}
