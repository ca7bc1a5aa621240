package io.headgate.streaming.source;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.annotation.Nullable;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadAllAvailable;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReportsSourceMetrics;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.sql.kafka010.KafkaBatchInputPartition;
import org.apache.spark.sql.kafka010.KafkaMicroBatchStream;
import org.apache.spark.sql.kafka010.KafkaOffsetRange;

/** Spark's Kafka stream, with a budget for each batch and with our readers. */
final class EventMicroBatchStream
    implements MicroBatchStream, SupportsTriggerAvailableNow, ReportsSourceMetrics {
  private final KafkaMicroBatchStream kafka;
  private final StreamInput input;
  @Nullable private final EventBatch.Plans batches;
  @Nullable private EventBatch batch;

  EventMicroBatchStream(
      KafkaMicroBatchStream kafka, StreamInput input, @Nullable EventBatch.Plans batches) {
    this.kafka = kafka;
    this.input = input;
    this.batches = batches;
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    return input.budget().limit();
  }

  /** Spark asks for the limit once per query, so the budget of this batch is put in here. */
  @Override
  public Offset latestOffset(Offset start, ReadLimit limit) {
    return kafka.latestOffset(
        start, limit instanceof ReadAllAvailable ? limit : input.budget().limit());
  }

  @Override
  public Offset latestOffset() {
    return kafka.latestOffset();
  }

  @Override
  public Offset reportLatestOffset() {
    return kafka.reportLatestOffset();
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    kafka.prepareForTriggerAvailableNow();
  }

  @Override
  public Map<String, String> metrics(Optional<Offset> latestConsumedOffset) {
    return kafka.metrics(latestConsumedOffset);
  }

  @Override
  public InputPartition[] planInputPartitions(Offset start, Offset end) {
    if (batches == null) {
      // Spark's planning looks for lost offsets, which a query that reads by itself does better.
      return new InputPartition[0];
    }
    List<EventPartition> planned =
        Arrays.stream(kafka.planInputPartitions(start, end))
            .map(partition -> ours((KafkaBatchInputPartition) partition))
            .toList();
    batch = batches.begin(planned.stream().map(EventPartition::range).toList());
    return IntStream.range(0, planned.size())
        .mapToObj(i -> planned.get(i).reading(batch.ranges().get(i)))
        .toArray(InputPartition[]::new);
  }

  private static EventPartition ours(KafkaBatchInputPartition partition) {
    KafkaOffsetRange range = partition.offsetRange();
    return new EventPartition(
        new OffsetRange(range.topic(), range.partition(), range.fromOffset(), range.untilOffset()),
        partition.preferredLocations());
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    if (batches == null) {
      String query = input.consumers().query();
      return partition -> {
        throw new IllegalStateException("The stream of %s has no rows".formatted(query));
      };
    }
    return new EventReaderFactory(input.consumers(), batch);
  }

  @Override
  public Offset initialOffset() {
    return kafka.initialOffset();
  }

  @Override
  public Offset deserializeOffset(String json) {
    return kafka.deserializeOffset(json);
  }

  @Override
  public void commit(Offset end) {
    kafka.commit(end);
  }

  @Override
  public void stop() {
    kafka.stop();
    KeptConsumers.closeOf(input.consumers().query());
  }

  @Override
  public String toString() {
    return "Headgate[" + kafka + "]";
  }
}
