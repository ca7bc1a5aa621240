package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What one query or job committed to one dataset in the last while.
 *
 * @param writer for example {@code raw-ingest:flights}
 * @param batches committed batches or runs
 * @param rowsIn records read
 * @param rowsQuarantined of those, records that went to quarantine and to dead letters
 * @param lastCommittedAt when the newest of them was committed
 */
public record WriterActivity(
    String writer,
    String dataset,
    String pipeline,
    long batches,
    long rowsIn,
    long rowsQuarantined,
    Instant lastCommittedAt) {
  public WriterActivity {
    requireNonNull(writer);
    requireNonNull(dataset);
    requireNonNull(pipeline);
    requireNonNull(lastCommittedAt);
  }
}
