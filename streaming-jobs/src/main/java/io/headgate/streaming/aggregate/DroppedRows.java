package io.headgate.streaming.aggregate;

import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.streaming.StreamingDeduplicateWithinWatermarkExec;
import org.apache.spark.sql.execution.streaming.StreamingQueryWrapper;
import scala.Option;
import scala.collection.JavaConverters;

/** What Spark's deduplication has dropped in the batch in hand. */
final class DroppedRows {
  private static final String DUPLICATES = "numDroppedDuplicateRows";

  private DroppedRows() {}

  /**
   * Events whose id came before; complete once the batch's rows have been read.
   *
   * @param session the session that started the query
   */
  static long duplicates(SparkSession session, String queryId) {
    StreamingQueryWrapper query =
        (StreamingQueryWrapper) session.streams().get(UUID.fromString(queryId));
    return query == null ? 0 : duplicates(query.streamingQuery().lastExecution().executedPlan());
  }

  private static long duplicates(SparkPlan plan) {
    long dropped = 0;
    if (plan instanceof StreamingDeduplicateWithinWatermarkExec) {
      Option<SQLMetric> metric = plan.metrics().get(DUPLICATES);
      dropped += metric.isEmpty() ? 0 : metric.get().value();
    }
    for (SparkPlan child : JavaConverters.seqAsJavaList(plan.children())) {
      dropped += duplicates(child);
    }
    return dropped;
  }
}
