package io.headgate.streaming.raw;

import io.headgate.platform.registry.LedgerRow;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A batch of raw ingest that had something of a day, by the ledger.
 *
 * @param row the batch
 * @param events valid events of the day
 * @param rejected records that went to quarantine; 0 unless the batch was committed on that day,
 *     since rejected records have no day of their own
 */
record ToldBatch(LedgerRow row, long events, long rejected) {

  /** Those of a day. */
  static List<ToldBatch> of(List<LedgerRow> ledger, LocalDate date) {
    return ledger.stream()
        .filter(row -> row.offsets().stream().anyMatch(range -> range.from() < range.until()))
        .map(
            row ->
                new ToldBatch(
                    row,
                    row.partitionRows().getOrDefault("event_date=" + date, 0L),
                    LocalDate.ofInstant(row.committedAt(), ZoneOffset.UTC).equals(date)
                        ? row.rowsQuarantined()
                        : 0))
        .filter(batch -> batch.events() > 0 || batch.rejected() > 0)
        .toList();
  }
}
