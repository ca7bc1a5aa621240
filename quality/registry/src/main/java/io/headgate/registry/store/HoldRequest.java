package io.headgate.registry.store;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * A hold that somebody asks for.
 *
 * @param partition partition key, or null for the dataset as a whole
 * @param until null: until it is released
 */
public record HoldRequest(
    String reason, String who, @Nullable String partition, @Nullable Instant until) {}
