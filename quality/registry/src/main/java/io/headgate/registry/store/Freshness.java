package io.headgate.registry.store;

import io.headgate.platform.registry.Dataset.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Jdbi;

/** How old the newest complete data of each dataset is. */
public final class Freshness {
  private final Jdbi jdbi;
  private final Clock clock;

  public Freshness(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * One dataset.
   *
   * @param completeUntil end of the newest window that readers have; for raw up to where has been
   *     read; null when there is none yet
   * @param ageSeconds time since then
   * @param slaSeconds time after its end at which a window must be complete
   * @param late partitions that are late now
   */
  public record Of(
      String dataset,
      String pipeline,
      String ownerTeam,
      Kind kind,
      @Nullable Instant completeUntil,
      @Nullable Long ageSeconds,
      long slaSeconds,
      long late) {}

  /** Of raw and batch datasets, by name; not of those whose pipeline is retired. */
  public List<Of> all() {
    Instant now = clock.instant();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT d.name, p.name, v.owner_team, d.kind, v.sla_minutes,
                      CASE d.kind WHEN 'RAW' THEN d.frontier ELSE newest.window_end END,
                      (SELECT count(*) FROM sla_notice n WHERE n.dataset = d.name
                        AND n.passed_at IS NULL AND n.kind = 'PARTITION_LATE')
                    FROM dataset d
                    JOIN pipeline p USING (pipeline_id)
                    CROSS JOIN LATERAL (
                      SELECT owner_team, sla_minutes FROM pipeline_version
                      WHERE pipeline_id = d.pipeline_id ORDER BY version DESC LIMIT 1) v
                    LEFT JOIN LATERAL (
                      SELECT window_end FROM dataset_partition
                      WHERE dataset = d.name AND first_published_at IS NOT NULL
                        AND window_end IS NOT NULL
                      ORDER BY window_end DESC LIMIT 1) newest ON true
                    WHERE d.kind IN ('RAW', 'ROLLUP', 'CURATED')
                      AND NOT EXISTS (
                        SELECT FROM retired_pipeline r WHERE r.pipeline_id = p.pipeline_id)
                    ORDER BY d.name
                    """)
                .map((rs, context) -> read(rs, now))
                .list());
  }

  private static Of read(ResultSet rs, Instant now) throws SQLException {
    Instant completeUntil = rs.getTimestamp(6) == null ? null : rs.getTimestamp(6).toInstant();
    return new Of(
        rs.getString(1),
        rs.getString(2),
        rs.getString(3),
        Kind.valueOf(rs.getString(4)),
        completeUntil,
        completeUntil == null ? null : Duration.between(completeUntil, now).toSeconds(),
        Duration.ofMinutes(rs.getLong(5)).toSeconds(),
        rs.getLong(7));
  }
}
