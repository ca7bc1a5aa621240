package io.headgate.registry.store;

import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.registry.gate.OwedWindow;
import io.headgate.registry.gate.PartitionWindow;
import io.headgate.registry.gate.ServiceLevel;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;

/** The SQL of what a dataset owes by its schedule, and of what was told of it. */
final class SlaRows {
  private final Handle handle;
  private final DatasetRow dataset;
  private final ServiceLevel level;

  SlaRows(Handle handle, DatasetRow dataset, ServiceLevel level) {
    this.handle = handle;
    this.dataset = dataset;
    this.level = level;
  }

  /**
   * Scheduled windows that have ended and are neither complete nor accepted, or fell due since the
   * look before; oldest first.
   */
  List<OwedWindow> owed(@Nullable Instant lookedAt, Instant now) {
    return dataset.kind() == Kind.RAW ? owedByRaw(lookedAt, now) : owedByRollup(lookedAt, now);
  }

  /** Raw is complete up to its frontier; a day without events has no partition. */
  private List<OwedWindow> owedByRaw(@Nullable Instant lookedAt, Instant now) {
    Instant frontier = dataset.frontier();
    Instant judged = lookedAt == null ? Instant.EPOCH : lookedAt.minus(level.published());
    Instant complete = frontier == null ? Instant.EPOCH : frontier;
    Instant from = complete.isBefore(judged) ? complete : judged;
    return level.scheduled(dataset.grain(), from, now).stream()
        .map(
            window ->
                new OwedWindow(
                    "event_date=" + dataset.grain().partitionKey(window.start()),
                    window,
                    complete.isBefore(window.end()) ? null : window.end()))
        .toList();
  }

  private List<OwedWindow> owedByRollup(@Nullable Instant lookedAt, Instant now) {
    return handle
        .createQuery(
            """
            SELECT partition_key, window_start, window_end, first_published_at
            FROM dataset_partition
            WHERE dataset = :dataset AND window_end <= :now AND window_start >= :since
              AND first_published_at IS NULL
              AND NOT EXISTS (SELECT FROM acceptance a
                WHERE a.dataset = :dataset AND a.partition_key = dataset_partition.partition_key
                  AND a.until > :now)
            UNION ALL
            SELECT partition_key, window_start, window_end, first_published_at
            FROM dataset_partition
            WHERE dataset = :dataset AND window_end <= :now AND window_start >= :since
              AND first_published_at IS NOT NULL AND window_end > :judged
            ORDER BY window_start
            """)
        .bind("dataset", dataset.name())
        .bind("now", now)
        .bind("since", level.owedFrom().truncatedTo(dataset.grain().unit()))
        .bind("judged", (lookedAt == null ? now : lookedAt).minus(level.published()))
        .map(
            (rs, context) ->
                new OwedWindow(
                    rs.getString(1),
                    new PartitionWindow(
                        rs.getTimestamp(2).toInstant(), rs.getTimestamp(3).toInstant()),
                    rs.getTimestamp(4) == null ? null : rs.getTimestamp(4).toInstant()))
        .list();
  }

  boolean isNoticed(String key, String kind) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM sla_notice
              WHERE dataset = :dataset AND partition_key = :key AND kind = :kind)
            """)
        .bind("dataset", dataset.name())
        .bind("key", key)
        .bind("kind", kind)
        .mapTo(Boolean.class)
        .one();
  }

  void notice(OwedWindow window, String kind, long incidentId, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO sla_notice
              (dataset, partition_key, kind, window_end, due_at, incident_id, noticed_at)
            VALUES (:dataset, :key, :kind, :end, :due, :incidentId, :now)
            """)
        .bind("dataset", dataset.name())
        .bind("key", window.key())
        .bind("kind", kind)
        .bind("end", window.window().end())
        .bind("due", level.due(window.window()))
        .bind("incidentId", incidentId)
        .bind("now", now)
        .execute();
    new GateTouches(handle).add(dataset.name(), window.key());
  }

  /**
   * Closes what has passed: the window is complete, or an operator accepts it; and a warning also
   * when it has come true.
   */
  void pass(Instant now) {
    List<Long> ended =
        handle
            .createQuery(
                """
                UPDATE sla_notice n SET passed_at = :now
                WHERE n.dataset = :dataset AND n.passed_at IS NULL
                  AND ((n.kind = 'SLA_AT_RISK' AND n.due_at < :now)
                    OR n.window_end <= CAST(:frontier AS timestamptz)
                    OR EXISTS (SELECT FROM dataset_partition p
                      WHERE p.dataset = n.dataset AND p.partition_key = n.partition_key
                        AND p.first_published_at IS NOT NULL)
                    OR EXISTS (SELECT FROM acceptance a
                      WHERE a.dataset = n.dataset AND a.partition_key = n.partition_key
                        AND a.until > :now))
                RETURNING n.incident_id
                """)
            .bind("dataset", dataset.name())
            .bind("frontier", dataset.kind() == Kind.RAW ? dataset.frontier() : (Instant) null)
            .bind("now", now)
            .mapTo(Long.class)
            .list();
    for (long incident : ended.stream().distinct().toList()) {
      if (!lasts(incident)) {
        new IncidentRows(handle, now).close(incident);
      }
    }
  }

  private boolean lasts(long incidentId) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (
              SELECT FROM sla_notice WHERE incident_id = :incident AND passed_at IS NULL)
            """)
        .bind("incident", incidentId)
        .mapTo(Boolean.class)
        .one();
  }
}
