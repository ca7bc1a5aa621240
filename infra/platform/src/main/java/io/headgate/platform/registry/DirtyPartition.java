package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * A partition of a batch dataset whose run had not read some input that has arrived since.
 *
 * @param dataset dataset name
 * @param partitionKey for example {@code 2026-11-12T05}
 * @param state {@link PartitionState#DIRTY}, or {@link PartitionState#QUARANTINED}
 * @param windowStart inclusive, UTC
 * @param windowEnd exclusive, UTC
 * @param newerInputAt when the registry learnt of the first such input
 * @param runKey the run that decided its state
 * @param publishedRunKey the run whose rows readers see, or null when none was published
 */
public record DirtyPartition(
    String dataset,
    String partitionKey,
    PartitionState state,
    Instant windowStart,
    Instant windowEnd,
    Instant newerInputAt,
    String runKey,
    @Nullable String publishedRunKey) {
  public DirtyPartition {
    requireNonNull(dataset);
    requireNonNull(partitionKey);
    requireNonNull(state);
    requireNonNull(windowStart);
    requireNonNull(windowEnd);
    requireNonNull(newerInputAt);
    requireNonNull(runKey);
  }
}
