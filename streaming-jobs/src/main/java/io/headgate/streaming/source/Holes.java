package io.headgate.streaming.source;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.ArrayList;
import java.util.List;

/** The offsets of a range between its records. */
final class Holes {
  private final OffsetRange range;
  private final List<OffsetRange> found = new ArrayList<>();
  private long expected;

  Holes(OffsetRange range) {
    this.range = range;
    this.expected = range.from();
  }

  /** A record is at this offset, behind all before it. */
  void record(long offset) {
    upTo(offset);
    expected = offset + 1;
  }

  /** No more records. */
  void end() {
    upTo(range.until());
    expected = range.until();
  }

  List<OffsetRange> ranges() {
    return List.copyOf(found);
  }

  private void upTo(long offset) {
    if (offset > expected) {
      found.add(new OffsetRange(range.topic(), range.partition(), expected, offset));
    }
  }
}
