package io.headgate.compaction;

import io.headgate.compaction.Decision.Verdict;
import io.headgate.compaction.UpkeepReport.Extent;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A compaction as one kind of upkeep among others.
 *
 * @param details is told what became of each partition
 */
record FileUpkeep(UpkeepKind kind, TableCompaction compaction, Consumer<CompactionReport> details)
    implements Upkeep {
  @Override
  public UpkeepReport run(boolean dryRun) {
    CompactionPlan plan = compaction.plan();
    String dataset = compaction.dataset();
    String why = compaction.layout() + ": partitions " + verdicts(plan.counts());
    if (plan.rewrites().isEmpty()) {
      return UpkeepReport.left(dataset, kind, why, Extent.NONE);
    }
    CompactionReport report = dryRun ? compaction.dryRun(plan) : compaction.carryOut(plan);
    details.accept(report);
    Extent before = new Extent(report.filesBefore(), report.bytesBefore());
    Extent after = new Extent(report.filesAfter(), report.bytesAfter());
    if (dryRun) {
      return UpkeepReport.planned(dataset, kind, why, before);
    }
    return report.failures().isEmpty()
        ? UpkeepReport.done(dataset, kind, why, before, after)
        : UpkeepReport.failed(
            dataset,
            kind,
            "%d of %d partitions were not rewritten. %s"
                .formatted(
                    report.failures().size(), report.partitions().size(), report.failures().get(0)),
            before,
            after,
            report.exitCode());
  }

  private static String verdicts(Map<Verdict, Integer> counts) {
    return counts.entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .sorted(Map.Entry.comparingByKey())
        .map(each -> each.getKey().name().toLowerCase(Locale.ROOT) + " " + each.getValue())
        .collect(
            Collectors.joining(
                ", ", "", counts.values().stream().allMatch(n -> n == 0) ? "none" : ""));
  }
}
