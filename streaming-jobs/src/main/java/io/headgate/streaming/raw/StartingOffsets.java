package io.headgate.streaming.raw;

import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Where a new checkpoint starts, in the form that Spark's Kafka source takes. */
final class StartingOffsets {
  /** Spark's word for the earliest record, in an offset's place. */
  private static final long EARLIEST = -2;

  private StartingOffsets() {}

  /**
   * Behind the given ranges. Spark wants every partition named, so those that the ranges do not
   * have begin at the earliest record.
   *
   * @param partitions all that the query reads now
   */
  static String behind(List<OffsetRange> ranges, Collection<TopicPartition> partitions) {
    Map<String, Map<String, Long>> starts = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      starts
          .computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
          .put(String.valueOf(partition.partition()), EARLIEST);
    }
    for (OffsetRange range : ranges) {
      if (partitions.contains(new TopicPartition(range.topic(), range.partition()))) {
        starts.get(range.topic()).put(String.valueOf(range.partition()), range.until());
      }
    }
    return Json.write(starts);
  }
}
