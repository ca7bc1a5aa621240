package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.RunReport;
import io.headgate.registry.gate.QualityScore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL of runs and their checks, on one connection. */
final class RunRows {
  private final Handle handle;

  RunRows(Handle handle) {
    this.handle = handle;
  }

  Optional<RecordedRun> find(String runKey) {
    return handle
        .createQuery(
            "SELECT report, score, arithmetic, received_at FROM run WHERE run_key = :runKey")
        .bind("runKey", runKey)
        .map(RunRows::read)
        .findOne();
  }

  void insert(RunReport report, QualityScore score, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO run (run_key, dataset, state, score, arithmetic, report, started_at,
              ended_at, received_at)
            VALUES (:runKey, :dataset, :state, :score, :arithmetic, CAST(:report AS jsonb),
              :startedAt, :endedAt, :now)
            """)
        .bind("runKey", report.runKey())
        .bind("dataset", report.dataset())
        .bind("state", report.state())
        .bind("score", score.value())
        .bind("arithmetic", score.arithmetic())
        .bind("report", Json.write(report))
        .bind("startedAt", report.startedAt())
        .bind("endedAt", report.endedAt())
        .bind("now", now)
        .execute();
    insertChecks(report);
  }

  private void insertChecks(RunReport report) {
    if (report.checks().isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO check_result (run_key, position, name, outcome, weight, detail)
            VALUES (:runKey, :position, :name, :outcome, :weight, :detail)
            """);
    int position = 0;
    for (CheckResult check : report.checks()) {
      batch.bind("runKey", report.runKey()).bind("position", position++).bindMethods(check).add();
    }
    batch.execute();
  }

  /** In the order of the contract; empty for a null key. */
  List<CheckResult> checks(@Nullable String runKey) {
    return handle
        .createQuery(
            """
            SELECT name, outcome, weight, detail FROM check_result
            WHERE run_key = :runKey ORDER BY position
            """)
        .bind("runKey", runKey)
        .mapTo(CheckResult.class)
        .list();
  }

  private static RecordedRun read(ResultSet rs, StatementContext context) throws SQLException {
    try {
      return new RecordedRun(
          Json.MAPPER.readValue(rs.getString("report"), RunReport.class),
          rs.getObject("score", Double.class),
          rs.getString("arithmetic"),
          rs.getTimestamp("received_at").toInstant());
    } catch (JsonProcessingException e) {
      throw new SQLException("jsonb holds another shape than was written", e);
    }
  }
}
