package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.ServingNames;
import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.LedgerRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;

/** The SQL of datasets, on one connection. */
final class DatasetRows {
  private static final String SELECT =
      """
      SELECT d.*, p.name AS pipeline FROM dataset d JOIN pipeline p USING (pipeline_id)
      """;

  private final Handle handle;

  DatasetRows(Handle handle) {
    this.handle = handle;
  }

  /** Makes known what a contract says that the pipeline fills. */
  void declare(long pipelineId, PipelineContract contract, Instant now) {
    requireFreeServingNames(pipelineId, contract);
    declare(pipelineId, contract.rawDataset(), Kind.RAW, Grain.DAILY, now);
    declare(pipelineId, contract.quarantineDataset(), Kind.QUARANTINE, null, now);
    for (Aggregate aggregate : contract.aggregates()) {
      declare(pipelineId, aggregate.name(), Kind.AGGREGATE, null, now);
    }
    for (Rollup rollup : contract.rollups()) {
      declare(pipelineId, rollup.dataset(), Kind.ROLLUP, rollup.grain(), now);
      new DatasetInputs(handle).declare(rollup, contract);
    }
    for (BatchDataset curated : contract.curated()) {
      declare(pipelineId, curated.dataset(), Kind.CURATED, curated.grain(), now);
      new DatasetInputs(handle).declare(curated, contract);
    }
    for (Reference reference : contract.references()) {
      declare(pipelineId, reference.dataset(), Kind.REFERENCE, null, now);
    }
  }

  /** Two pipelines that are applied at once ask one after the other, and the second sees both. */
  private void requireFreeServingNames(long pipelineId, PipelineContract contract) {
    handle.execute("SELECT pg_advisory_xact_lock(hashtext('serving names'))");
    for (Aggregate aggregate : contract.aggregates()) {
      requireFreeServingName(pipelineId, contract.name(), aggregate.name(), aggregate.name());
    }
    for (Rollup rollup : contract.rollups()) {
      requireFreeServingName(pipelineId, contract.name(), rollup.dataset(), rollup.name());
    }
  }

  private void requireFreeServingName(
      long pipelineId, String pipeline, String dataset, String name) {
    for (String other : ServingNames.datasets(name)) {
      find(other)
          .filter(row -> !other.equals(dataset) && row.pipelineId() != pipelineId)
          .ifPresent(
              row -> {
                throw Problem.conflict(
                    "Dataset '%s' of pipeline '%s' would have the name of '%s' of pipeline '%s' in ClickHouse and among the metrics. Give it another name."
                        .formatted(dataset, pipeline, other, row.pipeline()),
                    Map.of());
              });
    }
  }

  private void declare(
      long pipelineId, String name, Kind kind, @Nullable Grain grain, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO dataset (name, pipeline_id, kind, grain, created_at)
            VALUES (:name, :pipelineId, :kind, :grain, :now)
            ON CONFLICT (name) DO UPDATE SET grain = excluded.grain
            WHERE dataset.pipeline_id = excluded.pipeline_id
            """)
        .bind("name", name)
        .bind("pipelineId", pipelineId)
        .bind("kind", kind)
        .bind("grain", grain)
        .bind("now", now)
        .execute();
    DatasetRow row = require(name);
    if (row.pipelineId() != pipelineId) {
      throw Problem.conflict(
          "Dataset '%s' belongs to pipeline '%s'. Give it another name."
              .formatted(name, row.pipeline()),
          Map.of());
    }
  }

  Optional<DatasetRow> find(String name) {
    return handle
        .createQuery(SELECT + "WHERE d.name = :name")
        .bind("name", name)
        .mapTo(DatasetRow.class)
        .findOne();
  }

  DatasetRow require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "Dataset '"
                        + name
                        + "' is not known. Apply the pipeline that fills it, or correct the name."));
  }

  /** The dataset of this pipeline; a writer that names another one is at fault. */
  DatasetRow require(String name, String pipeline) {
    DatasetRow row = require(name);
    if (!row.pipeline().equals(pipeline)) {
      throw Problem.unprocessable(
          "Dataset '%s' is filled by pipeline '%s', and not by '%s'."
              .formatted(name, row.pipeline(), pipeline));
    }
    return row;
  }

  /** By name, after {@code cursor}. */
  List<DatasetRow> page(String cursor, int limit) {
    return handle
        .createQuery(SELECT + "WHERE d.name > :cursor ORDER BY d.name LIMIT :limit")
        .bind("cursor", cursor)
        .bind("limit", limit)
        .mapTo(DatasetRow.class)
        .list();
  }

  /**
   * Those that readers or jobs read through a gate, by name.
   *
   * @param cursor the name before the first; empty from the first on
   */
  List<DatasetRow> gated(String cursor, int limit) {
    return handle
        .createQuery(
            SELECT
                + """
                WHERE d.kind IN ('RAW', 'ROLLUP', 'CURATED') AND d.name > :cursor
                ORDER BY d.name LIMIT :limit
                """)
        .bind("cursor", cursor)
        .bind("limit", limit)
        .mapTo(DatasetRow.class)
        .list();
  }

  /** Adds a new ledger row to the dataset's totals. */
  void advance(LedgerRow row) {
    handle
        .createUpdate(
            """
            UPDATE dataset SET
              frontier = greatest(frontier, CAST(:frontier AS timestamptz)),
              rows_in = rows_in + :rowsIn,
              rows_valid = rows_valid + :rowsValid,
              rows_quarantined = rows_quarantined + :rowsQuarantined,
              rows_filtered = rows_filtered + :rowsFiltered,
              lake_snapshot_id = CASE
                WHEN lake_snapshot_id IS NOT NULL AND EXISTS (
                  SELECT FROM ledger newer
                  WHERE newer.dataset = :name AND newer.committed_at > :committedAt
                    AND newer.snapshot_id IS NOT NULL)
                THEN lake_snapshot_id
                ELSE coalesce(:snapshotId, lake_snapshot_id) END
            WHERE name = :name
            """)
        .bind("committedAt", row.committedAt())
        .bind("name", row.dataset())
        .bind("frontier", row.frontier())
        .bind("rowsIn", row.rowsIn())
        .bind("rowsValid", row.rowsValid())
        .bind("rowsQuarantined", row.rowsQuarantined())
        .bind("rowsFiltered", row.rowsFiltered())
        .bind("snapshotId", row.snapshotId())
        .execute();
  }
}
