package io.headgate.platform.registry;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * An operator's stop sign.
 *
 * @param partitionKey null for the dataset as a whole
 * @param until null: until it is released
 * @param releasedAt null while it is in force
 */
public record Hold(
    long holdId,
    String dataset,
    @Nullable String partitionKey,
    String reason,
    String who,
    Instant createdAt,
    @Nullable Instant until,
    @Nullable Instant releasedAt,
    @Nullable String releasedBy) {}
