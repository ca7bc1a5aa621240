package io.headgate.streaming;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.OffsetSeq;
import org.apache.spark.sql.execution.streaming.OffsetSeqLog;
import org.apache.spark.sql.execution.streaming.OffsetSeqMetadata;
import org.apache.spark.sql.execution.streaming.StreamExecution;
import org.apache.spark.sql.kafka010.KafkaSourceInitialOffsetWriter;
import scala.Option;

/**
 * What a query's checkpoint folder says about its batches. Spark logs a batch's offsets before it
 * runs the batch, so they are there while the batch runs.
 */
public final class Checkpoint {
  private final SparkSession session;
  private final String folder;

  /**
   * @param folder URI of the folder of one query
   */
  public Checkpoint(SparkSession session, String folder) {
    this.session = session;
    this.folder = folder;
  }

  public String folder() {
    return folder;
  }

  /** A text of ours in the folder. */
  public CheckpointFile file(String name) {
    return new CheckpointFile(folder, name, session.sparkContext().hadoopConfiguration());
  }

  /** Whether no batch was ever begun here. */
  public boolean isNew() {
    return log().getLatest().isEmpty();
  }

  /** The id of the query that runs this batch; it lives as long as the checkpoint. */
  public static String queryId(Dataset<Row> batch) {
    return batch.sparkSession().sparkContext().getLocalProperty(StreamExecution.QUERY_ID_KEY());
  }

  /**
   * What the batch reads, of every topic partition that the query reads, in order. A partition that
   * was added later is read from offset 0.
   */
  public List<OffsetRange> offsets(long epoch) {
    return offsets(epoch, Map.of());
  }

  /**
   * As {@link #offsets(long)}, but a partition that was added later is read from its beginning.
   *
   * @param beginnings the first offset that each partition has
   */
  public List<OffsetRange> offsets(long epoch, Map<TopicPartition, Long> beginnings) {
    Map<TopicPartition, Long> from = starts(epoch);
    List<OffsetRange> ranges = new ArrayList<>();
    ends(epoch)
        .forEach(
            (partition, until) -> {
              long start = from.getOrDefault(partition, beginnings.getOrDefault(partition, 0L));
              ranges.add(new OffsetRange(partition.topic(), partition.partition(), start, until));
            });
    return ranges;
  }

  /** Where the batch goes on, per partition that was read before it. */
  public Map<TopicPartition, Long> starts(long epoch) {
    return epoch == 0 ? initial() : ends(epoch - 1);
  }

  /** The event-time watermark that the batch runs with; empty before there is one. */
  public Optional<Instant> watermark(long epoch) {
    Option<OffsetSeqMetadata> metadata = entry(epoch).metadata();
    return metadata.isEmpty() || metadata.get().batchWatermarkMs() == 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(metadata.get().batchWatermarkMs()));
  }

  private Map<TopicPartition, Long> ends(long epoch) {
    return KafkaOffsets.of(entry(epoch).offsets().head().get());
  }

  private Map<TopicPartition, Long> initial() {
    return KafkaOffsets.of(
        new KafkaSourceInitialOffsetWriter(session, folder + "/sources/0").get(0).get());
  }

  private OffsetSeq entry(long epoch) {
    return log().get(epoch).get();
  }

  private OffsetSeqLog log() {
    return new OffsetSeqLog(session, folder + "/offsets");
  }
}
