package io.headgate.registry.store;

import io.headgate.platform.registry.Incident;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The SQL of retired pipelines, on one connection. */
final class RetirementRows {
  private final Handle handle;
  private final Instant now;

  RetirementRows(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  /**
   * Closes what is told of retired pipelines and would be told for ever, since nothing mends it any
   * more. What shuts a gate stays: readers still read what it is about.
   */
  void expectNothing() {
    handle
        .createUpdate(
            """
            UPDATE sla_notice n SET passed_at = :now
            FROM dataset d JOIN retired_pipeline r USING (pipeline_id)
            WHERE n.dataset = d.name AND n.passed_at IS NULL
            """)
        .bind("now", now)
        .execute();
    handle
        .createUpdate(
            """
            UPDATE incident i SET closed_at = :now FROM retired_pipeline r
            WHERE i.pipeline = r.name AND i.closed_at IS NULL AND NOT i.holds
              AND i.kind <> :checkFailed
            """)
        .bind("now", now)
        .bind("checkFailed", Incident.CHECK_FAILED)
        .execute();
  }

  /** Ends a retirement, if there is one. */
  void end(long pipelineId) {
    int ended =
        handle
            .createUpdate(
                """
                UPDATE pipeline_retirement SET ended_at = :now
                WHERE pipeline_id = :pipelineId AND ended_at IS NULL
                """)
            .bind("pipelineId", pipelineId)
            .bind("now", now)
            .execute();
    if (ended > 0) {
      touchGates(pipelineId);
    }
  }

  /** Whether a window is late depends on whether it is still expected. */
  void touchGates(long pipelineId) {
    handle
        .createUpdate(
            """
            INSERT INTO gate_touched (dataset)
            SELECT name FROM dataset
            WHERE pipeline_id = :pipelineId AND kind IN ('RAW', 'ROLLUP', 'CURATED')
            """)
        .bind("pipelineId", pipelineId)
        .execute();
  }
}
