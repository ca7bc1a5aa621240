package io.headgate.registry.gate;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Whether what was read equals what was written, by the ledger rows of a raw dataset or of one of
 * its partitions.
 *
 * @param faults rows that do not add up, gaps and overlaps of offsets
 */
public record LedgerBalance(
    long rowsIn, long rowsValid, long rowsQuarantined, long rowsFiltered, List<Fault> faults) {
  public LedgerBalance {
    faults = List.copyOf(faults);
  }

  /** One thing that does not add up. */
  public record Fault(String text, Instant since) {}

  public boolean holds() {
    return faults.isEmpty();
  }

  public double score() {
    return holds() ? 1.0 : 0.0;
  }

  public String arithmetic() {
    return String.format(
        Locale.ROOT,
        "ledger_balance %s: %,d read, %,d valid + %,d quarantined%s; %s",
        holds() ? "passed" : "failed",
        rowsIn,
        rowsValid,
        rowsQuarantined,
        rowsFiltered == 0 ? "" : String.format(Locale.ROOT, " + %,d filtered", rowsFiltered),
        holds()
            ? "offsets without gap or overlap"
            : faults.size() == 1 ? "1 fault" : faults.size() + " faults");
  }
}
