package io.headgate.registry.store;

import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.PartitionWindow;
import java.time.Instant;
import java.util.Optional;
import javax.annotation.Nullable;

/** A partition as it is stored, with the score of the run that decided its state. */
public record PartitionRow(
    String dataset,
    String partitionKey,
    PartitionState state,
    long version,
    Instant stateSince,
    @Nullable Instant windowStart,
    @Nullable Instant windowEnd,
    @Nullable Long rowCount,
    @Nullable String runKey,
    @Nullable Double score,
    @Nullable String arithmetic,
    @Nullable Instant firstPublishedAt,
    @Nullable Instant newerInputAt,
    Instant refreshedAt) {

  Optional<PartitionWindow> window() {
    return windowStart == null || windowEnd == null
        ? Optional.empty()
        : Optional.of(new PartitionWindow(windowStart, windowEnd));
  }
}
