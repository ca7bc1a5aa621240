package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Records that a stream may skip, because a person accepted their loss.
 *
 * @param from first offset that is lost
 * @param until first offset behind it that is not
 * @param kind why records are lost, in a word, for example {@code aged-out}
 * @param reason what a person wrote about it
 * @param who accepted the loss
 * @param at when
 */
public record OffsetGap(
    String pipeline,
    String topic,
    int partition,
    long from,
    long until,
    String kind,
    String reason,
    String who,
    Instant at) {
  public OffsetGap {
    requireNonNull(pipeline);
    requireNonNull(topic);
    requireNonNull(kind);
    requireNonNull(reason);
    requireNonNull(who);
    requireNonNull(at);
  }

  /** Whether both are about the same records. */
  public boolean isOf(OffsetGap other) {
    return pipeline.equals(other.pipeline)
        && topic.equals(other.topic)
        && partition == other.partition
        && from == other.from
        && until == other.until;
  }
}
