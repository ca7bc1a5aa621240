package io.headgate.streaming.raw;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Offset ranges, joined and cut. */
final class OffsetPieces {
  private OffsetPieces() {}

  /** The same offsets in as few ranges as can be, in order; empty ones are left out. */
  static List<OffsetRange> merged(Collection<OffsetRange> ranges) {
    List<OffsetRange> merged = new ArrayList<>();
    for (OffsetRange range :
        ranges.stream()
            .filter(each -> each.from() < each.until())
            .sorted(
                Comparator.comparing(OffsetRange::topic)
                    .thenComparing(OffsetRange::partition)
                    .thenComparing(OffsetRange::from))
            .toList()) {
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

  /** The ranges in pieces of at most so many offsets each. */
  static List<List<OffsetRange>> cut(List<OffsetRange> ranges, long most) {
    List<List<OffsetRange>> pieces = new ArrayList<>();
    List<OffsetRange> piece = new ArrayList<>();
    long left = most;
    for (OffsetRange range : ranges) {
      for (long from = range.from(); from < range.until(); ) {
        long until = Math.min(range.until(), from + left);
        piece.add(new OffsetRange(range.topic(), range.partition(), from, until));
        left -= until - from;
        from = until;
        if (left == 0) {
          pieces.add(piece);
          piece = new ArrayList<>();
          left = most;
        }
      }
    }
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
    return pieces;
  }

  /** What the topics still have of the ranges. */
  static List<OffsetRange> since(List<OffsetRange> ranges, Map<TopicPartition, Long> beginnings) {
    return ranges.stream()
        .map(
            range ->
                new OffsetRange(
                    range.topic(),
                    range.partition(),
                    Math.max(range.from(), beginning(range, beginnings)),
                    range.until()))
        .filter(range -> range.from() < range.until())
        .toList();
  }

  /** What the topics have no more. */
  static List<OffsetRange> before(List<OffsetRange> ranges, Map<TopicPartition, Long> beginnings) {
    return ranges.stream()
        .map(
            range ->
                new OffsetRange(
                    range.topic(),
                    range.partition(),
                    range.from(),
                    Math.min(range.until(), beginning(range, beginnings))))
        .filter(range -> range.from() < range.until())
        .toList();
  }

  private static long beginning(OffsetRange range, Map<TopicPartition, Long> beginnings) {
    return beginnings.getOrDefault(
        new TopicPartition(range.topic(), range.partition()), Long.MAX_VALUE);
  }

  static long size(Collection<OffsetRange> ranges) {
    return ranges.stream().mapToLong(range -> range.until() - range.from()).sum();
  }
}
