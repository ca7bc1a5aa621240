package io.headgate.compaction;

import io.headgate.compaction.Decision.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What to do with a table's partitions.
 *
 * @param decisions one per partition, by path
 */
public record CompactionPlan(List<Decision> decisions) {
  public CompactionPlan {
    decisions = List.copyOf(decisions);
  }

  /** The partitions to rewrite. */
  public List<Decision> rewrites() {
    return of(Verdict.REWRITE);
  }

  public List<Decision> of(Verdict verdict) {
    return decisions.stream().filter(decision -> decision.verdict() == verdict).toList();
  }

  /** How many partitions have each verdict; 0 is told too. */
  public Map<Verdict, Integer> counts() {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict, of(verdict).size());
    }
    return counts;
  }
}
