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
public final class EventTallies extends AccumulatorV2<EventTallies.Told, EventTally> {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, EventTally> byRange = new TreeMap<>();

  /** What a task says about its range. */
  record Told(OffsetRange range, EventTally tally) implements Serializable {}

  @Override
  public synchronized boolean isZero() {
    return byRange.isEmpty();
  }

  @Override
  public synchronized AccumulatorV2<Told, EventTally> copy() {
    EventTallies copy = new EventTallies();
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
  public void merge(AccumulatorV2<Told, EventTally> other) {
    Map<String, EventTally> told = ((EventTallies) other).ranges();
    synchronized (this) {
      byRange.putAll(told);
    }
  }

  private synchronized Map<String, EventTally> ranges() {
    return new TreeMap<>(byRange);
  }

  /** The sum over the ranges. */
  @Override
  public synchronized EventTally value() {
    EventTally sum = new EventTally();
    byRange.values().forEach(sum::add);
    return sum;
  }
}
