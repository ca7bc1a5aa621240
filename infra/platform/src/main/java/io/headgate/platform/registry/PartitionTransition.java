package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * One step in a partition's life.
 *
 * @param id grows with every step
 * @param from state before, or null: the partition became known
 * @param who who took the step
 * @param reason why
 */
public record PartitionTransition(
    long id,
    @Nullable PartitionState from,
    PartitionState to,
    String who,
    String reason,
    Instant happenedAt) {
  public PartitionTransition {
    requireNonNull(to);
    requireNonNull(who);
    requireNonNull(reason);
    requireNonNull(happenedAt);
  }
}
