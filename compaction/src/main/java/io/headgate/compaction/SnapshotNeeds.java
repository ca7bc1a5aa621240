package io.headgate.compaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Which snapshots are still needed, each with every reason. */
final class SnapshotNeeds {
  private final Map<Long, List<String>> reasons = new TreeMap<>();
  private long chainFrom = Long.MAX_VALUE;

  SnapshotNeeds need(long snapshotId, String reason) {
    reasons.computeIfAbsent(snapshotId, id -> new ArrayList<>()).add(reason);
    return this;
  }

  /** All from this sequence number on: a reader goes from one snapshot to the next. */
  SnapshotNeeds needFrom(long sequence) {
    chainFrom = Math.min(chainFrom, sequence);
    return this;
  }

  boolean has(long snapshotId) {
    return reasons.containsKey(snapshotId);
  }

  /** Where the oldest reader stands; empty when there is none. */
  OptionalLong chainFrom() {
    return chainFrom == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(chainFrom);
  }

  /** Reasons by snapshot. */
  Map<Long, List<String>> reasons() {
    return Map.copyOf(reasons);
  }
}
