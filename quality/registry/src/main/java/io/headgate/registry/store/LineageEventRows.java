package io.headgate.registry.store;

import io.headgate.platform.registry.ColumnEdge;
import io.headgate.registry.lineage.LineageDataset;
import io.headgate.registry.lineage.OpenLineageEvent;
import io.headgate.registry.lineage.OpenLineageEvent.Job;
import java.time.Instant;
import java.util.Collection;
import org.jdbi.v3.core.Handle;

/** The SQL of OpenLineage's events, on one connection. */
final class LineageEventRows {
  private final Handle handle;
  private final Instant now;

  LineageEventRows(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  /** False when the same event is there. */
  boolean insert(OpenLineageEvent event, String json, byte[] digest) {
    return handle
            .createUpdate(
                """
                INSERT INTO lineage_event (digest, kind, event_type, event_time, producer,
                  job_namespace, job_name, run_id, event, received_at)
                VALUES (:digest, :kind, :type, :time, :producer, :jobNamespace, :jobName,
                  CAST(:runId AS uuid), CAST(:json AS jsonb), :now)
                ON CONFLICT (digest) DO NOTHING
                """)
            .bind("digest", digest)
            .bind("kind", event.kind())
            .bind("type", event.type())
            .bind("time", event.time())
            .bind("producer", event.producer())
            .bind("jobNamespace", event.job() == null ? null : event.job().namespace())
            .bind("jobName", event.job() == null ? null : event.job().name())
            .bind("runId", event.runId() == null ? null : event.runId().toString())
            .bind("json", json)
            .bind("now", now)
            .execute()
        > 0;
  }

  void dataset(String id, LineageDataset dataset, Instant time) {
    handle
        .createUpdate(
            """
            INSERT INTO lineage_dataset (dataset, namespace, name, first_at, last_at)
            VALUES (:id, :namespace, :name, :time, :time)
            ON CONFLICT (dataset) DO UPDATE SET
              first_at = least(lineage_dataset.first_at, excluded.first_at),
              last_at = greatest(lineage_dataset.last_at, excluded.last_at)
            """)
        .bind("id", id)
        .bind("namespace", dataset.namespace())
        .bind("name", dataset.name())
        .bind("time", time)
        .execute();
  }

  void io(Job job, String run, String role, String dataset, Instant time) {
    handle
        .createUpdate(
            """
            INSERT INTO lineage_io
              (job_namespace, job_name, run, role, dataset, first_at, last_at)
            VALUES (:namespace, :name, :run, :role, :dataset, :time, :time)
            ON CONFLICT (job_namespace, job_name, run, role, dataset) DO UPDATE SET
              first_at = least(lineage_io.first_at, excluded.first_at),
              last_at = greatest(lineage_io.last_at, excluded.last_at)
            """)
        .bindMethods(job)
        .bind("run", run)
        .bind("role", role)
        .bind("dataset", dataset)
        .bind("time", time)
        .execute();
  }

  /** A run tells of its inputs and outputs bit by bit, so all that it told is connected. */
  void connect(Job job, String run) {
    handle
        .createUpdate(
            """
            INSERT INTO lineage_edge
              (job_namespace, job_name, from_dataset, to_dataset, run, first_at, last_at)
            SELECT i.job_namespace, i.job_name, i.dataset, o.dataset, i.run,
              greatest(i.first_at, o.first_at), greatest(i.last_at, o.last_at)
            FROM lineage_io i JOIN lineage_io o USING (job_namespace, job_name, run)
            WHERE i.job_namespace = :namespace AND i.job_name = :name AND i.run = :run
              AND i.role = 'INPUT' AND o.role = 'OUTPUT' AND i.dataset <> o.dataset
            ORDER BY i.dataset, o.dataset
            ON CONFLICT (job_namespace, job_name, from_dataset, to_dataset) DO UPDATE SET
              run = CASE WHEN excluded.last_at >= lineage_edge.last_at THEN excluded.run
                ELSE lineage_edge.run END,
              first_at = least(lineage_edge.first_at, excluded.first_at),
              last_at = greatest(lineage_edge.last_at, excluded.last_at)
            """)
        .bindMethods(job)
        .bind("run", run)
        .execute();
  }

  void columns(Job job, Collection<ColumnEdge> edges, Instant time) {
    for (ColumnEdge edge : edges) {
      handle
          .createUpdate(
              """
              INSERT INTO lineage_column (job_namespace, job_name, from_dataset, from_column,
                to_dataset, to_column, kind, subtype, masking, first_at)
              VALUES (:namespace, :name, :fromDataset, :fromColumn, :toDataset, :toColumn, :kind,
                :subtype, :masking, :time)
              ON CONFLICT (job_namespace, job_name, to_dataset, to_column, from_dataset,
                from_column, kind, subtype) DO UPDATE SET
                masking = excluded.masking,
                first_at = least(lineage_column.first_at, excluded.first_at)
              """)
          .bindMethods(job)
          .bindMethods(edge)
          .bind("time", time)
          .execute();
    }
  }
}
