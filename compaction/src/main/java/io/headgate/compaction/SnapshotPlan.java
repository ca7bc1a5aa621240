package io.headgate.compaction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which snapshots may go.
 *
 * @param expired their ids
 * @param young how many stay because they were the head of main lately
 * @param needed how many older ones stay because somebody needs them
 */
public record SnapshotPlan(List<Long> expired, int young, int needed) {
  public SnapshotPlan {
    expired = List.copyOf(expired);
  }

  /**
   * Decides on each snapshot.
   *
   * @param since those that were the head of main since then stay, for whoever reads them now
   */
  static SnapshotPlan of(List<SnapshotFacts> snapshots, SnapshotNeeds needs, Instant since) {
    List<Long> expired = new ArrayList<>();
    int young = 0;
    int needed = 0;
    for (SnapshotFacts each : snapshots) {
      if (!each.usedUntil().isBefore(since)) {
        young++;
      } else if (needs.has(each.id())
          || each.sequence() >= needs.chainFrom().orElse(Long.MAX_VALUE)) {
        needed++;
      } else {
        expired.add(each.id());
      }
    }
    return new SnapshotPlan(expired, young, needed);
  }
}
