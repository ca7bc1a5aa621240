package io.headgate.registry.http;

import io.headgate.registry.store.LedgerTotals;
import io.headgate.registry.store.QuarantinedRows;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jdbi.v3.core.Jdbi;

/** What queries and jobs committed, by the ledger. */
final class LedgerMetrics implements StoredMetrics {
  private final Jdbi jdbi;
  private final RowCounter batches;
  private final RowCounter seconds;
  private final RowCounter read;
  private final RowCounter rows;
  private final RowCounter quarantined;

  LedgerMetrics(Jdbi jdbi, MeterRegistry metrics) {
    this.jdbi = jdbi;
    this.batches =
        new RowCounter(
            "headgate.ledger.batches",
            "Batches and runs that were committed to a dataset",
            metrics);
    this.seconds =
        new RowCounter(
            "headgate.ledger.batch.seconds",
            "Time from the beginning of batches and runs to their commits",
            metrics);
    this.read =
        new RowCounter(
            "headgate.ledger.read.rows", "Records that committed batches and runs read", metrics);
    this.rows =
        new RowCounter(
            "headgate.ledger.rows",
            "Records of committed batches and runs by what became of them",
            metrics);
    this.quarantined =
        new RowCounter(
            "headgate.quarantined.rows", "Records that went to quarantine, by the ledger", metrics);
  }

  @Override
  public void show() {
    LedgerTotals.all(jdbi).forEach(this::count);
    for (QuarantinedRows.Total total : QuarantinedRows.all(jdbi)) {
      quarantined.show(
          Tags.of("pipeline", total.pipeline(), "error_class", total.errorClass()), total.rows());
    }
  }

  /** A count stays what it was; one that falls would seem to be another. */
  @Override
  public void hide() {}

  private void count(LedgerTotals.Total total) {
    Tags tags =
        Tags.of("query", total.writer(), "pipeline", total.pipeline(), "dataset", total.dataset());
    batches.show(tags, total.batches());
    seconds.show(tags, total.seconds());
    read.show(tags, total.rowsIn());
    rows.show(tags.and("outcome", "valid"), total.rowsValid());
    rows.show(tags.and("outcome", "quarantined"), total.rowsQuarantined());
    rows.show(tags.and("outcome", "filtered"), total.rowsFiltered());
    rows.show(tags.and("outcome", "late"), total.rowsLate());
    rows.show(tags.and("outcome", "duplicate"), total.rowsDuplicate());
  }
}
