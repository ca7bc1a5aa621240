package io.headgate.streaming;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.execution.streaming.CommitLog;
import org.apache.spark.sql.execution.streaming.OffsetSeq;
import org.apache.spark.sql.execution.streaming.OffsetSeqLog;
import org.apache.spark.sql.kafka010.KafkaSourceInitialOffsetWriter;
import org.apache.spark.sql.kafka010.KafkaSourceOffset;
import scala.Option;

/** How far a query came, by its checkpoint: where the last batch ended that is committed. */
public final class CommittedOffsets {
  private final SparkSession session;

  public CommittedOffsets(SparkSession session) {
    this.session = session;
  }

  /** The first offset not processed, per partition; empty before the first batch. */
  public Map<TopicPartition, Long> in(String checkpoint) throws IOException {
    Path commits = new Path(checkpoint, "commits");
    if (!commits.getFileSystem(session.sparkContext().hadoopConfiguration()).exists(commits)) {
      // Spark's logs would create the folder.
      return Map.of();
    }
    Option<?> epoch = new CommitLog(session, commits.toString()).getLatestBatchId();
    if (epoch.isEmpty()) {
      return Map.of();
    }
    Option<OffsetSeq> batch =
        new OffsetSeqLog(session, new Path(checkpoint, "offsets").toString())
            .get(((Number) epoch.get()).longValue());
    return batch.isEmpty() ? Map.of() : offsets(batch.get());
  }

  /** Where a query began, per partition; empty before it has. */
  public Map<TopicPartition, Long> initial(String checkpoint) throws IOException {
    Path source = new Path(checkpoint, "sources/0");
    if (!source.getFileSystem(session.sparkContext().hadoopConfiguration()).exists(source)) {
      return Map.of();
    }
    Option<KafkaSourceOffset> begun =
        new KafkaSourceInitialOffsetWriter(session, source.toString()).get(0);
    return begun.isEmpty() ? Map.of() : KafkaOffsets.of(begun.get());
  }

  private static Map<TopicPartition, Long> offsets(OffsetSeq batch) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (var sources = batch.offsets().iterator(); sources.hasNext(); ) {
      Option<?> source = sources.next();
      if (source.isDefined()) {
        offsets.putAll(KafkaOffsets.of((Offset) source.get()));
      }
    }
    return offsets;
  }
}
