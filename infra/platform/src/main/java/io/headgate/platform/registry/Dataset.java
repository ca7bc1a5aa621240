package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * A table that a pipeline fills.
 *
 * @param name for example {@code rollup.flights_by_origin_daily}
 * @param pipeline pipeline name
 * @param kind what it holds
 * @param frontier the newest broker timestamp read into it; all before it has been seen. Null for
 *     what is not read from Kafka, or before the first row
 * @param lakeSnapshotId the newest Iceberg snapshot that the ledger knows, or null
 * @param snapshotId the snapshot that readers see, or null when nothing was published
 * @param sequenceNumber its sequence number, or null
 * @param publishedAt when the pointer last moved, or null
 */
public record Dataset(
    String name,
    String pipeline,
    Kind kind,
    @Nullable Instant frontier,
    @Nullable Long lakeSnapshotId,
    @Nullable Long snapshotId,
    @Nullable Long sequenceNumber,
    @Nullable Instant publishedAt) {
  public Dataset {
    requireNonNull(name);
    requireNonNull(pipeline);
    requireNonNull(kind);
  }

  /** What a dataset holds. */
  public enum Kind {
    /** Every valid event, once. */
    RAW,
    /** What did not decode or broke the contract. */
    QUARANTINE,
    /** Provisional windows of a streaming query. */
    AGGREGATE,
    /** Windows of a batch job. */
    ROLLUP,
    /** Sessions, funnels and tables that SQL makes of several datasets. */
    CURATED,
    /** Things that events refer to. */
    REFERENCE;

    /** Whether batch runs publish it, partition by partition. */
    public boolean isBatch() {
      return this == ROLLUP || this == CURATED;
    }
  }
}
