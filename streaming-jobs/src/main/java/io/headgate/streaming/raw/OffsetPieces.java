package io.headgate.streaming.raw;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Offset ranges, cut. */
final class OffsetPieces {
  private OffsetPieces() {}

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
