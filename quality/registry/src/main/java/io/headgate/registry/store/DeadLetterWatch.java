package io.headgate.registry.store;

import io.headgate.platform.registry.Incident;
import io.headgate.registry.gate.DeadLetterGrowth;
import io.headgate.registry.gate.DeadLetterLimit;
import io.headgate.registry.watch.Watch;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Opens an incident while too many records of a pipeline go to quarantine. */
public final class DeadLetterWatch implements Watch {
  private final Jdbi jdbi;
  private final DeadLetterLimit limit;

  public DeadLetterWatch(Jdbi jdbi, DeadLetterLimit limit) {
    this.jdbi = jdbi;
    this.limit = limit;
  }

  @Override
  public void look(Instant now) {
    jdbi.useTransaction(handle -> decide(handle, now));
  }

  private void decide(Handle handle, Instant now) {
    IncidentRows incidents = new IncidentRows(handle, now);
    Map<String, DeadLetterGrowth> growing = new HashMap<>();
    for (DeadLetterGrowth growth : recent(handle, now)) {
      if (growth.exceeds(limit)) {
        growing.put(growth.dataset(), growth);
      }
    }
    for (Incident open : incidents.open(Incident.DEAD_LETTERS_GROW)) {
      if (!growing.containsKey(open.dataset())) {
        incidents.close(open.id());
      }
    }
    for (DeadLetterGrowth growth : growing.values()) {
      incidents.open(
          Incident.DEAD_LETTERS_GROW,
          growth.pipeline(),
          growth.dataset(),
          growth.dataset(),
          growth.text(limit),
          now);
    }
  }

  private List<DeadLetterGrowth> recent(Handle handle, Instant now) {
    Instant since = now.minus(limit.window());
    Map<String, Map<String, Long>> errors = errors(handle, since);
    return handle
        .createQuery(
            """
            SELECT l.pipeline, l.dataset, sum(l.rows_in), sum(l.rows_quarantined)
            FROM ledger l JOIN dataset d ON d.name = l.dataset
            WHERE d.kind = 'RAW' AND l.committed_at > :since
              AND NOT EXISTS (SELECT FROM retired_pipeline r WHERE r.name = l.pipeline)
            GROUP BY l.pipeline, l.dataset
            """)
        .bind("since", since)
        .map(
            (rs, context) ->
                new DeadLetterGrowth(
                    rs.getString(1),
                    rs.getString(2),
                    rs.getLong(3),
                    rs.getLong(4),
                    errors.getOrDefault(rs.getString(2), Map.of())))
        .list();
  }

  private static Map<String, Map<String, Long>> errors(Handle handle, Instant since) {
    Map<String, Map<String, Long>> errors = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT l.dataset, error.key, sum(CAST(error.value AS bigint))
            FROM ledger l JOIN dataset d ON d.name = l.dataset, jsonb_each_text(l.errors) error
            WHERE d.kind = 'RAW' AND l.committed_at > :since
            GROUP BY l.dataset, error.key
            """)
        .bind("since", since)
        .map(
            (rs, context) ->
                errors
                    .computeIfAbsent(rs.getString(1), dataset -> new HashMap<>())
                    .put(rs.getString(2), rs.getLong(3)))
        .list();
    return errors;
  }
}
