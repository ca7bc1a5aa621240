package io.headgate.streaming.raw;

import io.headgate.platform.iceberg.BatchTally;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.io.FileIO;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * One reading of a batch by all its tasks.
 *
 * @param raw files with valid events, not committed
 * @param quarantine files with rejected records, not committed
 * @param ranges what was counted; a range that was cut has several entries
 */
record RawPass(List<DataFile> raw, List<DataFile> quarantine, List<RangeTally> ranges) {

  /** Runs the tasks; returns when all have ended, and their dead letters are acknowledged. */
  static RawPass run(JavaSparkContext spark, TaskPlan plan, List<OffsetRange> ranges) {
    List<List<OffsetRange>> tasks = TaskRanges.spread(ranges, spark.defaultParallelism());
    List<TaskResult> results = new ArrayList<>();
    if (!tasks.isEmpty()) {
      Broadcast<TaskPlan> shared = spark.broadcast(plan);
      try {
        results.addAll(spark.parallelize(tasks, tasks.size()).map(new RawTask(shared)).collect());
      } finally {
        shared.destroy();
      }
    }
    return new RawPass(
        results.stream().flatMap(result -> result.raw().stream()).toList(),
        results.stream().flatMap(result -> result.quarantine().stream()).toList(),
        results.stream().flatMap(result -> result.ranges().stream()).toList());
  }

  /** The schema ids of what was read. */
  Set<Integer> schemaIds() {
    return ranges.stream().flatMap(tally -> tally.schemaIds().stream()).collect(Collectors.toSet());
  }

  /** Takes the files away: they will not be committed. */
  void discard(FileIO files) {
    raw.forEach(file -> files.deleteFile(file.location()));
    quarantine.forEach(file -> files.deleteFile(file.location()));
  }

  BatchTally tally() {
    return RangeTally.sum(ranges, partitionRows());
  }

  /** Valid events per day, also when the table is partitioned by more. */
  private Map<String, Long> partitionRows() {
    Map<String, Long> rows = new TreeMap<>();
    for (DataFile file : raw) {
      int day = file.partition().get(0, Integer.class);
      rows.merge("event_date=" + LocalDate.ofEpochDay(day), file.recordCount(), Long::sum);
    }
    return rows;
  }
}
