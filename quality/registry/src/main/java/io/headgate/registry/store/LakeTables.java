package io.headgate.registry.store;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the Iceberg catalog {@code lake} knows of a dataset's table. */
final class LakeTables {
  private final Handle handle;

  LakeTables(Handle handle) {
    this.handle = handle;
  }

  /** URI of the table's folder; empty before the table exists. */
  Optional<String> location(String dataset) {
    return handle
        .createQuery(
            """
            SELECT regexp_replace(metadata_location, '/metadata/[^/]*$', '')
            FROM catalog.iceberg_tables
            WHERE catalog_name = 'lake'
              AND table_namespace = split_part(:dataset, '.', 1)
              AND table_name = split_part(:dataset, '.', 2)
            """)
        .bind("dataset", dataset)
        .mapTo(String.class)
        .findOne();
  }
}
