package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

/**
 * How far a query is behind in one topic partition.
 *
 * @param committedOffset the first offset that it has not processed
 * @param endOffset the first offset that it could not read yet
 * @param offsetsBehind offsets between the two, 0 or more
 * @param secondsBehind age of the first record not processed, by its broker timestamp; 0 when none
 *     is behind
 */
public record PartitionLag(
    String topic,
    int partition,
    long committedOffset,
    long endOffset,
    long offsetsBehind,
    double secondsBehind) {
  public PartitionLag {
    requireNonNull(topic);
  }
}
