package io.headgate.registry.store;

import io.headgate.platform.registry.LedgerRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** How many records of a pipeline went to quarantine, by error class, since it was applied. */
public final class QuarantinedRows {
  /** Of rows whose writer told no class. */
  static final String UNKNOWN = "UNKNOWN";

  private final Handle handle;

  QuarantinedRows(Handle handle) {
    this.handle = handle;
  }

  /** One total. */
  public record Total(String pipeline, String errorClass, long rows) {}

  public static List<Total> all(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT pipeline, error_class, row_count FROM quarantined_rows")
                .map((rs, context) -> new Total(rs.getString(1), rs.getString(2), rs.getLong(3)))
                .list());
  }

  /** Adds a row of a raw dataset, which was not added before. */
  void add(LedgerRow row) {
    Map<String, Long> classes = classes(row);
    if (classes.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO quarantined_rows AS known (pipeline, error_class, row_count)
            VALUES (:pipeline, :errorClass, :rows)
            ON CONFLICT (pipeline, error_class)
            DO UPDATE SET row_count = known.row_count + excluded.row_count
            """);
    classes.forEach(
        (errorClass, rows) ->
            batch
                .bind("pipeline", row.pipeline())
                .bind("errorClass", errorClass)
                .bind("rows", rows)
                .add());
    batch.execute();
  }

  private static Map<String, Long> classes(LedgerRow row) {
    Map<String, Long> classes = new TreeMap<>(row.errors());
    long told = classes.values().stream().mapToLong(Long::longValue).sum();
    if (row.rowsQuarantined() > told) {
      classes.merge(UNKNOWN, row.rowsQuarantined() - told, Long::sum);
    }
    return classes;
  }
}
