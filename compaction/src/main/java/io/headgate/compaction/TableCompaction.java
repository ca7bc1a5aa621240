package io.headgate.compaction;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans a table's rewrites and carries them out, one partition after the other.
 *
 * @param session without a wap id
 * @param dataset the table's name in the lake
 * @param table freshly loaded
 * @param layout what to make
 * @param olderThan how long a partition must be closed, and its rows unchanged
 * @param queries by which the result is measured
 * @param stillMaintainer throws when somebody else may maintain the table
 */
record TableCompaction(
    SparkSession session,
    String dataset,
    Table table,
    Layout layout,
    Duration olderThan,
    RecordedQueries queries,
    Runnable stillMaintainer,
    Clock clock) {
  private static final Logger LOG = LoggerFactory.getLogger(TableCompaction.class);

  CompactionPlan plan() {
    return new FilePlanner(layout, sizes(), olderThan).plan(TableFiles.of(table), clock.instant());
  }

  /** Tells the plan and changes nothing. */
  CompactionReport dryRun(CompactionPlan plan) {
    return report(
        plan,
        true,
        plan.rewrites().stream().map(each -> PartitionReport.unchanged(each, null)).toList(),
        queries.on(table));
  }

  /** Carries the plan out. A partition that another writer changes is left, and told. */
  CompactionReport carryOut(CompactionPlan plan) {
    PartitionRewrite rewrite = new PartitionRewrite(session, table, layout, sizes());
    List<Decision> chosen = plan.rewrites();
    Skipping before = queries.on(table);
    List<PartitionReport> reports = new ArrayList<>();
    for (Decision decision : chosen) {
      stillMaintainer.run();
      PartitionReport report = carryOut(rewrite, decision);
      reports.add(report);
      LOG.info(
          "rewrite dataset={} partition={} number={} of={} files_before={} files_after={} bytes_before={} bytes_after={} rewritten={}",
          dataset,
          report.partition(),
          reports.size(),
          chosen.size(),
          report.filesBefore(),
          report.filesAfter(),
          report.bytesBefore(),
          report.bytesAfter(),
          report.snapshotId() != null);
    }
    return report(plan, false, reports, before);
  }

  private static PartitionReport carryOut(PartitionRewrite rewrite, Decision decision) {
    try {
      return rewrite.run(decision);
    } catch (HeadgateException e) {
      if (e.exitCode() != ExitCode.NOT_READY) {
        throw e;
      }
      return PartitionReport.unchanged(decision, e.getMessage());
    }
  }

  /** The size that the table asks its writers for, where it does. */
  private FileSizes sizes() {
    return FileSizes.around(
        PropertyUtil.propertyAsLong(
            table.properties(),
            TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
            FileSizes.DEFAULT_TARGET));
  }

  private CompactionReport report(
      CompactionPlan plan, boolean dryRun, List<PartitionReport> partitions, Skipping before) {
    return new CompactionReport(
        dataset, layout.toString(), dryRun, plan.counts(), partitions, before, queries.on(table));
  }
}
