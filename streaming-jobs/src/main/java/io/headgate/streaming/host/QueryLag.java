package io.headgate.streaming.host;

import io.headgate.platform.registry.PartitionLag;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** The arithmetic of lag. */
final class QueryLag {
  private static final double MILLIS = 1000;

  private QueryLag() {}

  /**
   * How far a query is behind, by topic and partition.
   *
   * @param next the first offset not processed, of every partition
   * @param ends the first offset that cannot be read yet, of every partition
   * @param oldest broker timestamp of the first record not processed, where there is one
   */
  static List<PartitionLag> of(
      Map<TopicPartition, Long> next,
      Map<TopicPartition, Long> ends,
      Map<TopicPartition, Instant> oldest,
      Instant now) {
    return ends.keySet().stream()
        .filter(next::containsKey)
        .map(
            partition ->
                of(
                    partition,
                    next.get(partition),
                    ends.get(partition),
                    oldest.getOrDefault(partition, now),
                    now))
        .sorted(Comparator.comparing(PartitionLag::topic).thenComparing(PartitionLag::partition))
        .toList();
  }

  private static PartitionLag of(
      TopicPartition partition, long next, long end, Instant oldest, Instant now) {
    // A transaction that is open keeps the end back, behind what was read before it began.
    long behind = Math.max(0, end - next);
    // The producer's clock may be ahead of ours.
    double seconds = Math.max(0, Duration.between(oldest, now).toMillis() / MILLIS);
    return new PartitionLag(
        partition.topic(), partition.partition(), next, end, behind, behind == 0 ? 0 : seconds);
  }
}
