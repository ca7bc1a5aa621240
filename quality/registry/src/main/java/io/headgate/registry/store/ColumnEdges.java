package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.registry.ColumnEdge;
import java.util.HashSet;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Where the columns of pipelines' datasets come from, by version of the contract. */
public final class ColumnEdges {
  private final Jdbi jdbi;

  public ColumnEdges(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Takes the place of what was recorded for this version. */
  public void put(String pipeline, int version, List<ColumnEdge> edges) {
    jdbi.useTransaction(
        handle -> {
          long unused = new PipelineRows(handle).lock(pipeline);
          requireVersion(handle, pipeline, version);
          handle
              .createUpdate(
                  "DELETE FROM column_edge WHERE pipeline = :pipeline AND version = :version")
              .bind("pipeline", pipeline)
              .bind("version", version)
              .execute();
          insert(handle, pipeline, version, edges);
        });
  }

  public List<ColumnEdge> of(String pipeline, int version) {
    return jdbi.withHandle(
        handle -> {
          requireVersion(handle, pipeline, version);
          return handle
              .createQuery(
                  """
                  SELECT * FROM column_edge WHERE pipeline = :pipeline AND version = :version
                  ORDER BY to_dataset, to_column, from_dataset, from_column, kind, subtype
                  """)
              .bind("pipeline", pipeline)
              .bind("version", version)
              .map(LineageRows::edge)
              .list();
        });
  }

  private static void requireVersion(Handle handle, String pipeline, int version) {
    if (new PipelineRows(handle).version(pipeline, version).isEmpty()) {
      throw Problem.notFound(
          "Pipeline '%s' has no version %d. Apply its folder with headgate apply."
              .formatted(pipeline, version));
    }
  }

  private static void insert(Handle handle, String pipeline, int version, List<ColumnEdge> edges) {
    if (edges.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO column_edge (pipeline, version, from_dataset, from_column, to_dataset,
              to_column, kind, subtype, masking)
            VALUES (:pipeline, :version, :fromDataset, :fromColumn, :toDataset, :toColumn, :kind,
              :subtype, :masking)
            """);
    for (ColumnEdge edge : new HashSet<>(edges)) {
      batch.bind("pipeline", pipeline).bind("version", version).bindMethods(edge).add();
    }
    batch.execute();
  }
}
