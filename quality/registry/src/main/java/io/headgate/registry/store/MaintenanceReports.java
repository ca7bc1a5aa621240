package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.MaintenanceReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** What maintenance did to the files of tables. */
public final class MaintenanceReports {
  private final Jdbi jdbi;

  public MaintenanceReports(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** How often an action of a dataset came out so. */
  public record Total(
      String dataset, String pipeline, String action, String outcome, long reports) {}

  /** A newest report, and the pipeline of its dataset. */
  public record Newest(String pipeline, MaintenanceReport report) {}

  /** Records one; false when it was recorded before. */
  public boolean record(MaintenanceReport report) {
    return jdbi.inTransaction(
        handle -> {
          new MaintainedTables(handle).require(report.dataset());
          boolean isNew = insert(handle, report) == 1;
          if (isNew) {
            count(handle, report);
          }
          return isNew;
        });
  }

  /** Of each dataset and action, by both. */
  public List<Newest> newest() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT t.pipeline, newest.report
                    FROM (SELECT DISTINCT dataset, action FROM maintenance_total) m
                    JOIN maintained_table t ON t.name = m.dataset
                    CROSS JOIN LATERAL (
                      SELECT r.report FROM maintenance_report r
                      WHERE r.dataset = m.dataset AND r.action = m.action
                      ORDER BY r.ended_at DESC LIMIT 1) newest
                    ORDER BY m.dataset, m.action
                    """)
                .map(MaintenanceReports::read)
                .list());
  }

  public List<Total> totals() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT m.dataset, t.pipeline, m.action, m.outcome, m.reports
                    FROM maintenance_total m
                    JOIN maintained_table t ON t.name = m.dataset
                    """)
                .mapTo(Total.class)
                .list());
  }

  private static int insert(Handle handle, MaintenanceReport report) {
    return handle
        .createUpdate(
            """
            INSERT INTO maintenance_report (dataset, action, outcome, report, ended_at)
            VALUES (:dataset, :action, :outcome, CAST(:report AS jsonb), :endedAt)
            ON CONFLICT (dataset, action, ended_at) DO NOTHING
            """)
        .bind("dataset", report.dataset())
        .bind("action", report.action())
        .bind("outcome", report.outcome())
        .bind("report", Json.write(report))
        .bind("endedAt", report.endedAt())
        .execute();
  }

  private static void count(Handle handle, MaintenanceReport report) {
    handle
        .createUpdate(
            """
            INSERT INTO maintenance_total AS known (dataset, action, outcome, reports)
            VALUES (:dataset, :action, :outcome, 1)
            ON CONFLICT (dataset, action, outcome) DO UPDATE SET reports = known.reports + 1
            """)
        .bind("dataset", report.dataset())
        .bind("action", report.action())
        .bind("outcome", report.outcome())
        .execute();
  }

  private static Newest read(ResultSet rs, StatementContext context) throws SQLException {
    try {
      return new Newest(
          rs.getString("pipeline"),
          Json.MAPPER.readValue(rs.getString("report"), MaintenanceReport.class));
    } catch (JsonProcessingException e) {
      throw new SQLException("jsonb holds another shape than was written", e);
    }
  }
}
