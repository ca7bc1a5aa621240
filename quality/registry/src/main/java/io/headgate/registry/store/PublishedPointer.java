package io.headgate.registry.store;

import io.headgate.platform.registry.RunReport.Publication;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * What readers of the Iceberg catalog {@code published} are shown: a row of the catalog's own
 * table, moved in the same transaction as the state that it follows from. It only moves to a higher
 * sequence number, and not while a person or an incident holds the dataset.
 */
final class PublishedPointer {
  private final Handle handle;

  PublishedPointer(Handle handle) {
    this.handle = handle;
  }

  /** Notes a state that passed, and shows it to readers unless a hold keeps it back. */
  void passed(String dataset, Publication publication, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE dataset SET
              passed_snapshot_id = :snapshotId,
              passed_sequence_number = :sequenceNumber,
              passed_metadata_location = :metadataLocation
            WHERE name = :dataset AND coalesce(passed_sequence_number, -1) < :sequenceNumber
            """)
        .bind("dataset", dataset)
        .bind("snapshotId", publication.snapshotId())
        .bind("sequenceNumber", publication.sequenceNumber())
        .bind("metadataLocation", publication.metadataLocation())
        .execute();
    follow(dataset, now);
  }

  /** Shows readers the newest state that passed, unless the dataset is held. */
  void follow(String dataset, Instant now) {
    int moved =
        handle
            .createUpdate(
                """
                UPDATE dataset SET
                  published_snapshot_id = passed_snapshot_id,
                  published_sequence_number = passed_sequence_number,
                  published_metadata_location = passed_metadata_location,
                  published_at = :now
                WHERE name = :dataset
                  AND passed_sequence_number > coalesce(published_sequence_number, -1)
                  AND NOT EXISTS (
                    SELECT FROM hold
                    WHERE hold.dataset = :dataset AND hold.partition_key IS NULL
                      AND hold.released_at IS NULL AND (hold.until IS NULL OR hold.until > :now))
                  AND NOT EXISTS (
                    SELECT FROM incident JOIN pipeline ON pipeline.name = incident.pipeline
                    WHERE incident.holds AND incident.closed_at IS NULL
                      AND pipeline.pipeline_id = dataset.pipeline_id
                      AND (incident.dataset IS NULL OR incident.dataset = :dataset))
                """)
            .bind("dataset", dataset)
            .bind("now", now)
            .execute();
    if (moved > 0) {
      show(dataset);
    }
  }

  private void show(String dataset) {
    handle
        .createUpdate(
            """
            INSERT INTO catalog.iceberg_tables
              (catalog_name, table_namespace, table_name, metadata_location, iceberg_type)
            SELECT 'published', split_part(name, '.', 1), split_part(name, '.', 2),
              published_metadata_location, 'TABLE'
            FROM dataset WHERE name = :dataset
            ON CONFLICT (catalog_name, table_namespace, table_name) DO UPDATE SET
              previous_metadata_location = iceberg_tables.metadata_location,
              metadata_location = excluded.metadata_location
            """)
        .bind("dataset", dataset)
        .execute();
  }
}
