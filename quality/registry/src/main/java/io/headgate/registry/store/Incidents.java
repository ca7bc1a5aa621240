package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.registry.Incident;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** What somebody must look at. Incidents are kept for ever. */
public final class Incidents {
  private final Jdbi jdbi;
  private final Clock clock;

  public Incidents(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Opens one; while one of the same kind, pipeline, dataset and partition is open, that one is
   * answered.
   */
  public Incident open(IncidentRequest request) {
    return jdbi.inTransaction(
        handle -> {
          IncidentRows incidents = new IncidentRows(handle, clock.instant());
          Incident opened =
              incidents.open(
                  request.kind(),
                  request.pipeline(),
                  request.dataset(),
                  about(request),
                  request.text(),
                  clock.instant());
          if (Boolean.TRUE.equals(request.holds())) {
            incidents.letHold(opened.id());
          }
          return opened;
        });
  }

  private static String about(IncidentRequest request) {
    if (request.dataset() == null) {
      return "";
    }
    return request.partition() == null
        ? request.dataset()
        : request.dataset() + " " + request.partition();
  }

  public Incident close(long id) {
    return jdbi.inTransaction(
        handle ->
            new IncidentRows(handle, clock.instant())
                .close(id)
                .orElseThrow(() -> Problem.notFound("There is no incident " + id + ".")));
  }

  /** How many of a kind last in a pipeline. */
  public record OpenCount(String pipeline, String kind, long incidents) {}

  public List<OpenCount> openByKind() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT pipeline, kind, count(*) AS incidents FROM incident
                    WHERE closed_at IS NULL GROUP BY pipeline, kind
                    """)
                .mapTo(OpenCount.class)
                .list());
  }

  /** Newest first, below {@code cursor}. */
  public List<Incident> page(boolean openOnly, long cursor, int limit) {
    return jdbi.withHandle(
        handle -> new IncidentRows(handle, clock.instant()).page(openOnly, cursor, limit));
  }
}
