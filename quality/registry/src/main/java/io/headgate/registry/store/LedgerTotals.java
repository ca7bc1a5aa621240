package io.headgate.registry.store;

import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.WriterActivity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What each writer committed to each dataset, added up. */
public final class LedgerTotals {
  private static final double MILLIS = 1000;

  private final Handle handle;

  LedgerTotals(Handle handle) {
    this.handle = handle;
  }

  /**
   * Sums of a writer in a dataset since it was applied.
   *
   * @param seconds time from the beginning of its batches to their commits
   */
  public record Total(
      String writer,
      String dataset,
      String pipeline,
      long batches,
      double seconds,
      long rowsIn,
      long rowsValid,
      long rowsQuarantined,
      long rowsFiltered,
      long rowsLate,
      long rowsDuplicate) {}

  public static List<Total> all(Jdbi jdbi) {
    return jdbi.withHandle(
        handle -> handle.createQuery("SELECT * FROM ledger_total").mapTo(Total.class).list());
  }

  /** What was committed since, by dataset and writer. */
  public static List<WriterActivity> since(Jdbi jdbi, Instant since) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT writer, dataset, min(pipeline) AS pipeline, count(*) AS batches,
                      sum(rows_in)::bigint AS rows_in,
                      sum(rows_quarantined)::bigint AS rows_quarantined,
                      max(committed_at) AS last_committed_at
                    FROM ledger WHERE committed_at > :since
                    GROUP BY writer, dataset ORDER BY dataset, writer
                    """)
                .bind("since", since)
                .mapTo(WriterActivity.class)
                .list());
  }

  /** Adds a row that was not added before. */
  void add(LedgerRow row) {
    double seconds =
        Math.max(0, Duration.between(row.startedAt(), row.committedAt()).toMillis() / MILLIS);
    handle
        .createUpdate(
            """
            INSERT INTO ledger_total AS known (writer, dataset, pipeline, batches, seconds,
              rows_in, rows_valid, rows_quarantined, rows_filtered, rows_late, rows_duplicate)
            VALUES (:writer, :dataset, :pipeline, 1, :seconds,
              :rowsIn, :rowsValid, :rowsQuarantined, :rowsFiltered, :rowsLate, :rowsDuplicate)
            ON CONFLICT (writer, dataset) DO UPDATE SET
              batches = known.batches + 1,
              seconds = known.seconds + excluded.seconds,
              rows_in = known.rows_in + excluded.rows_in,
              rows_valid = known.rows_valid + excluded.rows_valid,
              rows_quarantined = known.rows_quarantined + excluded.rows_quarantined,
              rows_filtered = known.rows_filtered + excluded.rows_filtered,
              rows_late = known.rows_late + excluded.rows_late,
              rows_duplicate = known.rows_duplicate + excluded.rows_duplicate
            """)
        .bindMethods(row)
        .bind("seconds", seconds)
        .execute();
  }
}
