package io.headgate.streaming.raw;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** One reading of lacking offsets by all its tasks. */
final class RestorePass {
  private RestorePass() {}

  /** Returns when all tasks have ended, and their dead letters are acknowledged. */
  static List<TaskResult> run(
      JavaSparkContext spark,
      TaskPlan plan,
      StoredOffsets stored,
      Lack lack,
      LocalDate date,
      List<OffsetRange> piece) {
    List<List<OffsetRange>> tasks = TaskRanges.spread(piece, spark.defaultParallelism());
    Broadcast<TaskPlan> sharedPlan = spark.broadcast(plan);
    Broadcast<StoredOffsets> sharedOffsets = spark.broadcast(stored);
    try {
      return spark
          .parallelize(tasks, tasks.size())
          .map(new RestoreTask(sharedPlan, sharedOffsets, lack, date.toEpochDay()))
          .collect();
    } finally {
      sharedPlan.destroy();
      sharedOffsets.destroy();
    }
  }
}
