package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * An operator's word that a partition may be read all the same. It is kept for ever; it opens the
 * gate until its time.
 *
 * @param acceptanceId the registry's number for it
 * @param until when it ends, exclusive
 */
public record Acceptance(
    long acceptanceId,
    String dataset,
    String partitionKey,
    String reason,
    String who,
    Instant createdAt,
    Instant until) {
  public Acceptance {
    requireNonNull(dataset);
    requireNonNull(partitionKey);
    requireNonNull(reason);
    requireNonNull(who);
    requireNonNull(createdAt);
    requireNonNull(until);
  }
}
