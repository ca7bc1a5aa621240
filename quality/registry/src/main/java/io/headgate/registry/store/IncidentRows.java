package io.headgate.registry.store;

import io.headgate.platform.registry.Incident;
import io.headgate.registry.gate.Circumstances.IncidentFacts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The SQL of incidents, on one connection. */
final class IncidentRows {
  private static final String COLUMNS =
      " incident_id AS id, kind, pipeline, dataset, text, opened_at, closed_at ";

  private final Handle handle;
  private final Instant now;

  IncidentRows(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  /**
   * Opens an incident, or tells anew of the one that is open.
   *
   * @param about tells two of a kind in one pipeline apart
   */
  Incident open(
      String kind,
      String pipeline,
      @Nullable String dataset,
      String about,
      String text,
      Instant since) {
    return one(handle
            .createQuery(
                """
                    INSERT INTO incident (kind, pipeline, dataset, about, text, opened_at)
                    VALUES (:kind, :pipeline, :dataset, :about, :text, :since)
                    ON CONFLICT (kind, pipeline, about) WHERE closed_at IS NULL
                    DO UPDATE SET text = excluded.text
                    RETURNING\
                    """
                    + COLUMNS)
            .bind("kind", kind)
            .bind("pipeline", pipeline)
            .bind("dataset", dataset)
            .bind("about", about)
            .bind("text", text)
            .bind("since", since))
        .orElseThrow();
  }

  /** Shuts the gates that it is about while it is open. */
  void letHold(long id) {
    handle
        .createUpdate("UPDATE incident SET holds = true WHERE incident_id = :id")
        .bind("id", id)
        .execute();
  }

  /** Those that hold a dataset, by itself or with its whole pipeline. */
  List<IncidentFacts> holding(String pipeline, String dataset) {
    return handle
        .createQuery(
            """
            SELECT incident_id, kind, text, opened_at AS since FROM incident
            WHERE holds AND closed_at IS NULL AND pipeline = :pipeline
              AND (dataset IS NULL OR dataset = :dataset)
            ORDER BY incident_id
            """)
        .bind("pipeline", pipeline)
        .bind("dataset", dataset)
        .mapTo(IncidentFacts.class)
        .list();
  }

  /** Closes the open one of this kind, if there is one. */
  void close(String kind, String pipeline, String about) {
    handle
        .createUpdate(
            """
            UPDATE incident SET closed_at = :now
            WHERE kind = :kind AND pipeline = :pipeline AND about = :about AND closed_at IS NULL
            """)
        .bind("kind", kind)
        .bind("pipeline", pipeline)
        .bind("about", about)
        .bind("now", now)
        .execute();
  }

  /** Closes one; one that was closed before keeps its time. Empty when there is none. */
  Optional<Incident> close(long id) {
    return one(
        handle
            .createQuery(
                "UPDATE incident SET closed_at = coalesce(closed_at, :now)"
                    + " WHERE incident_id = :id RETURNING"
                    + COLUMNS)
            .bind("id", id)
            .bind("now", now));
  }

  /** Those of a kind that last. */
  List<Incident> open(String kind) {
    return handle
        .createQuery("SELECT" + COLUMNS + "FROM incident WHERE kind = :kind AND closed_at IS NULL")
        .bind("kind", kind)
        .mapTo(Incident.class)
        .list();
  }

  /** Newest first, below {@code cursor}. */
  List<Incident> page(boolean openOnly, long cursor, int limit) {
    return handle
        .createQuery(
            "SELECT"
                + COLUMNS
                + """
                FROM incident
                WHERE incident_id < :cursor AND (closed_at IS NULL OR NOT :openOnly)
                ORDER BY incident_id DESC LIMIT :limit
                """)
        .bind("cursor", cursor)
        .bind("openOnly", openOnly)
        .bind("limit", limit)
        .mapTo(Incident.class)
        .list();
  }

  private static Optional<Incident> one(Query query) {
    return query.mapTo(Incident.class).findOne();
  }
}
