package io.headgate.platform.registry;

import static java.util.Comparator.comparing;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Offset ranges as few as they can be. */
public final class OffsetRanges {
  private OffsetRanges() {}

  /** The same offsets, with ranges that touch or overlap made one; by topic, partition, offset. */
  public static List<OffsetRange> merged(Collection<OffsetRange> ranges) {
    List<OffsetRange> sorted =
        ranges.stream()
            .sorted(
                comparing(OffsetRange::topic)
                    .thenComparing(OffsetRange::partition)
                    .thenComparing(OffsetRange::from))
            .toList();
    List<OffsetRange> merged = new ArrayList<>();
    for (OffsetRange range : sorted) {
      OffsetRange last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null
          && last.topic().equals(range.topic())
          && last.partition() == range.partition()
          && range.from() <= last.until()) {
        merged.set(
            merged.size() - 1,
            new OffsetRange(
                last.topic(),
                last.partition(),
                last.from(),
                Math.max(last.until(), range.until())));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }
}
