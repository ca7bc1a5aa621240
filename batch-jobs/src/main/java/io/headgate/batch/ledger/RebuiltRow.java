package io.headgate.batch.ledger;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.LedgerRow;
import java.util.List;

/**
 * A ledger row as far as it can be told from what its batch left behind.
 *
 * @param unknown fields that say nothing
 */
record RebuiltRow(LedgerRow row, List<String> unknown) {
  RebuiltRow {
    requireNonNull(row);
    unknown = List.copyOf(unknown);
  }
}
