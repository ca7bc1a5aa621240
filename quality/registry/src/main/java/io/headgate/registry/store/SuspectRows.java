package io.headgate.registry.store;

import io.headgate.platform.registry.LedgerRow;
import io.headgate.registry.gate.Circumstances.SuspectFacts;
import io.headgate.registry.gate.PartitionWindow;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Records that speak of a fault of their producer, by the hour in which the broker took them. */
final class SuspectRows {
  private final Handle handle;

  SuspectRows(Handle handle) {
    this.handle = handle;
  }

  /** Adds a row of a raw dataset, which was not added before. What names no hour is left out. */
  void add(LedgerRow row) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO suspect_rows AS known (pipeline, hour, cause, row_count, since)
            VALUES (:pipeline, :hour, :cause, :rows, :since)
            ON CONFLICT (pipeline, hour, cause) DO UPDATE SET
              row_count = known.row_count + excluded.row_count,
              since = least(known.since, excluded.since)
            """);
    row.suspects().forEach((hour, causes) -> add(batch, row, hour, causes));
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  private static void add(
      PreparedBatch batch, LedgerRow row, String hour, Map<String, Long> causes) {
    Optional<PartitionWindow> window = PartitionWindow.parse(hour).filter(SuspectRows::isHour);
    if (window.isEmpty()) {
      return;
    }
    causes.forEach(
        (cause, rows) ->
            batch
                .bind("pipeline", row.pipeline())
                .bind("hour", window.get().start())
                .bind("cause", cause)
                .bind("rows", rows)
                .bind("since", row.committedAt())
                .add());
  }

  private static boolean isHour(PartitionWindow window) {
    return window.end().equals(window.start().plus(1, ChronoUnit.HOURS));
  }

  /** Those of a time, the most frequent cause first. */
  List<SuspectFacts> within(String pipeline, PartitionWindow window) {
    return handle
        .createQuery(
            """
            SELECT cause, sum(row_count) AS rows, min(since) AS since FROM suspect_rows
            WHERE pipeline = :pipeline AND hour >= :start AND hour < :end
            GROUP BY cause ORDER BY rows DESC, cause
            """)
        .bind("pipeline", pipeline)
        .bind("start", window.start())
        .bind("end", window.end())
        .mapTo(SuspectFacts.class)
        .list();
  }
}
