package io.headgate.local.offending;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.apache.iceberg.data.Record;

/**
 * A row that failed a check of a run, as it was kept.
 *
 * @param partition key of the partition that it belongs to
 * @param check its name in the contract
 * @param reason what does not hold for the row
 * @param json the row as a JSON object, masked as it is in raw
 * @param offendingRows how many rows of the run failed the check, the kept ones among them
 * @param runKey the run that made the row
 * @param recordedAt when the run kept it
 */
record OffendingRow(
    String partition,
    String check,
    String reason,
    String json,
    long offendingRows,
    String runKey,
    Instant recordedAt) {
  static final String DATASET = "dataset";
  static final String PARTITION = "partition";

  OffendingRow {
    requireNonNull(partition);
    requireNonNull(check);
    requireNonNull(reason);
    requireNonNull(json);
    requireNonNull(runKey);
    requireNonNull(recordedAt);
  }

  /** Reads a record of the table {@code offending.<pipeline>}. */
  static OffendingRow of(Record row) {
    return new OffendingRow(
        (String) row.getField(PARTITION),
        (String) row.getField("check_name"),
        (String) row.getField("reason"),
        (String) row.getField("row"),
        (Long) row.getField("offending_rows"),
        (String) row.getField("run_key"),
        ((OffsetDateTime) row.getField("recorded_at")).toInstant());
  }
}
