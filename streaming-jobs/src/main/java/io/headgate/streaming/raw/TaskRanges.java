package io.headgate.streaming.raw;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Which task reads what. A task writes a file per day, so there are as few tasks as keep the cores
 * busy: a small batch is one task's, a large one is spread evenly over the cores.
 */
final class TaskRanges {
  /** What a task of its own is worth; less costs more in files than it saves in time. */
  private static final long LEAST = 20_000;

  /** A fifth more than its share does not cut a range. */
  private static final long TOLERANCE = 5;

  private TaskRanges() {}

  /**
   * The ranges of each task; together exactly those given.
   *
   * @param cores tasks that can run at the same time
   */
  static List<List<OffsetRange>> spread(List<OffsetRange> ranges, int cores) {
    long records = ranges.stream().mapToLong(TaskRanges::size).sum();
    int tasks = (int) Math.max(1, Math.min(cores, records / LEAST));
    long piece = Math.max(1, (records + tasks - 1) / tasks);
    List<OffsetRange> pieces = new ArrayList<>();
    ranges.forEach(range -> pieces.addAll(split(range, piece)));
    return distribute(pieces, tasks);
  }

  /** Largest first, each to the task that has least. */
  private static List<List<OffsetRange>> distribute(List<OffsetRange> pieces, int tasks) {
    PriorityQueue<Load> loads =
        new PriorityQueue<>(Comparator.comparingLong((Load load) -> load.records));
    List<List<OffsetRange>> spread = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      Load load = new Load();
      loads.add(load);
      spread.add(load.ranges);
    }
    pieces.stream()
        .sorted(Comparator.comparingLong(TaskRanges::size).reversed())
        .forEach(
            range -> {
              Load least = loads.remove();
              least.ranges.add(range);
              least.records += size(range);
              loads.add(least);
            });
    spread.removeIf(List::isEmpty);
    return spread;
  }

  private static List<OffsetRange> split(OffsetRange range, long piece) {
    // A cut costs a seek, which a little unevenness is not worth.
    if (size(range) <= piece + piece / TOLERANCE) {
      return size(range) == 0 ? List.of() : List.of(range);
    }
    List<OffsetRange> pieces = new ArrayList<>();
    for (long from = range.from(); from < range.until(); from += piece) {
      long until = Math.min(range.until(), from + piece);
      pieces.add(new OffsetRange(range.topic(), range.partition(), from, until));
    }
    return pieces;
  }

  private static long size(OffsetRange range) {
    return Math.max(0, range.until() - range.from());
  }

  private static final class Load {
    private final ArrayList<OffsetRange> ranges = new ArrayList<>();
    private long records;
  }
}
