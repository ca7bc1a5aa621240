package io.headgate.streaming.source;

import io.headgate.streaming.stage.StagePlan;
import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/** Readers for the tasks of one batch; travels to them. */
final class EventReaderFactory implements PartitionReaderFactory {
  private static final long serialVersionUID = 1L;

  private final ConsumerSettings consumers;
  private final StagePlan stage;
  @Nullable private final LateEvents late;
  private final EventTallies tallies;

  EventReaderFactory(ConsumerSettings consumers, EventBatch batch) {
    this.consumers = consumers;
    this.stage = batch.stage();
    this.late = batch.late();
    this.tallies = batch.tallies();
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    var range = ((EventPartition) partition).range();
    return new EventPartitionReader(
        range, RangeReader.open(consumers, range), stage.open(), late, tallies);
  }
}
