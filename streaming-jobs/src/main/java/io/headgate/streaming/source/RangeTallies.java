package io.headgate.streaming.source;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/**
 * The tallies of a batch's ranges. They are kept by range, so that a task that ran twice counts
 * once.
 */
public final class RangeTallies extends AccumulatorV2<RangeTallies.Told, RangeTally> {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, RangeTally> byRange = new TreeMap<>();

  /** What a task says about its range. */
  record Told(OffsetRange range, RangeTally tally) implements Serializable {}

  @Override
  public synchronized boolean isZero() {
    return byRange.isEmpty();
  }

  @Override
  public synchronized AccumulatorV2<Told, RangeTally> copy() {
    RangeTallies copy = new RangeTallies();
    copy.byRange.putAll(byRange);
    return copy;
  }

  @Override
  public synchronized void reset() {
    byRange.clear();
  }

  @Override
  public synchronized void add(Told told) {
    OffsetRange range = told.range();
    byRange.put(
        "%s-%d %d-%d".formatted(range.topic(), range.partition(), range.from(), range.until()),
        told.tally());
  }

  @Override
  public void merge(AccumulatorV2<Told, RangeTally> other) {
    Map<String, RangeTally> told = ((RangeTallies) other).ranges();
    synchronized (this) {
      byRange.putAll(told);
    }
  }

  private synchronized Map<String, RangeTally> ranges() {
    return new TreeMap<>(byRange);
  }

  /** The sum over the ranges. */
  @Override
  public synchronized RangeTally value() {
    RangeTally sum = new RangeTally();
    byRange.values().forEach(sum::add);
    return sum;
  }
}
