package io.headgate.batch.reconcile;

import io.headgate.platform.registry.LedgerRow;

/**
 * What is known of the offsets of one batch.
 *
 * @param stored offsets in raw or quarantine, each counted once
 * @param repeats rows beyond the first of an offset
 * @param unstored offsets that the topic has a record for, and the tables have not
 * @param aged offsets that the topic has no longer, and the tables have not
 */
record BatchCounts(long stored, long repeats, long unstored, long aged) {
  static final BatchCounts NONE = new BatchCounts(0, 0, 0, 0);

  /** Whether what is not stored was left out by the contract's filter. */
  boolean isFiltered(LedgerRow row) {
    return aged == 0
        ? unstored == row.rowsFiltered()
        : storedAsTold(row) && unstored <= row.rowsFiltered();
  }

  /** Whether the tables have as many records as the batch told. */
  boolean storedAsTold(LedgerRow row) {
    return stored == row.rowsValid() + row.rowsQuarantined();
  }

  /** Whether nothing is missing or repeated, and the ledger still tells other numbers. */
  boolean isUnbalanced(LedgerRow row) {
    return isFiltered(row)
        && repeats == 0
        && (!storedAsTold(row)
            || row.rowsIn() != row.rowsValid() + row.rowsQuarantined() + row.rowsFiltered());
  }

  BatchCounts plusStored(long offsets, long more) {
    return new BatchCounts(stored + offsets, repeats + more, unstored, aged);
  }

  BatchCounts plusUnstored(long offsets) {
    return new BatchCounts(stored, repeats, unstored + offsets, aged);
  }

  BatchCounts plusAged(long offsets) {
    return new BatchCounts(stored, repeats, unstored, aged + offsets);
  }
}
