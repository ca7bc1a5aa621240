package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Where the streaming queries stand; a query that failed for good is an incident. */
public final class QueryReports {
  private final Jdbi jdbi;
  private final Clock clock;

  public QueryReports(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Takes a report in place of an older one; false when a newer one is known. */
  public boolean put(QueryReport report) {
    return jdbi.inTransaction(
        handle -> {
          boolean newer = replace(handle, report) == 1;
          if (newer) {
            reflect(report, new IncidentRows(handle, clock.instant()), isRetired(handle, report));
          }
          return newer;
        });
  }

  /** By query. */
  public List<QueryReport> all() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT report FROM query_report ORDER BY query")
                .map(QueryReports::read)
                .list());
  }

  /** As {@link #all}, without those of retired pipelines. */
  public List<QueryReport> live() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT report FROM query_report q
                    WHERE NOT EXISTS (SELECT FROM retired_pipeline r WHERE r.name = q.pipeline)
                    ORDER BY query
                    """)
                .map(QueryReports::read)
                .list());
  }

  private static boolean isRetired(Handle handle, QueryReport report) {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM retired_pipeline WHERE name = :pipeline)")
        .bind("pipeline", report.pipeline())
        .mapTo(Boolean.class)
        .one();
  }

  private static int replace(Handle handle, QueryReport report) {
    return handle
        .createUpdate(
            """
            INSERT INTO query_report (query, pipeline, state, report, reported_at)
            VALUES (:query, :pipeline, :state, CAST(:report AS jsonb), :reportedAt)
            ON CONFLICT (query) DO UPDATE SET pipeline = excluded.pipeline, state = excluded.state,
              report = excluded.report, reported_at = excluded.reported_at
            WHERE query_report.reported_at <= excluded.reported_at
            """)
        .bind("query", report.query())
        .bind("pipeline", report.pipeline())
        .bind("state", report.state())
        .bind("report", Json.write(report))
        .bind("reportedAt", report.reportedAt())
        .execute();
  }

  /**
   * Being told to stop, or started again, does not mend what a query failed of. Nobody has to mend
   * that of a retired pipeline.
   */
  private static void reflect(QueryReport report, IncidentRows incidents, boolean retired) {
    if (report.state() == QueryState.FAILED && !retired) {
      String why =
          Stream.of(report.reason(), report.remedy())
              .filter(text -> text != null && !text.isBlank())
              .collect(Collectors.joining(" "));
      incidents.open(
          Incident.QUERY_FAILED,
          report.pipeline(),
          null,
          report.query(),
          "Query %s failed. %s".formatted(report.query(), why).trim(),
          report.since());
    } else if (report.state() == QueryState.RUNNING) {
      incidents.close(Incident.QUERY_FAILED, report.pipeline(), report.query());
    }
  }

  private static QueryReport read(ResultSet rs, StatementContext context) throws SQLException {
    try {
      return Json.MAPPER.readValue(rs.getString("report"), QueryReport.class);
    } catch (JsonProcessingException e) {
      throw new SQLException("jsonb holds another shape than was written", e);
    }
  }
}
