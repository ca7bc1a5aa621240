package io.headgate.streaming.source;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import org.apache.spark.sql.connector.read.InputPartition;

/** One offset range as Spark sends it to a task. */
final class EventPartition implements InputPartition {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final int partition;
  private final long from;
  private final long until;
  private final String[] locations;

  /**
   * @param locations the executors that read the partition before, whose consumers stand there
   */
  EventPartition(OffsetRange range, String[] locations) {
    this.topic = range.topic();
    this.partition = range.partition();
    this.from = range.from();
    this.until = range.until();
    this.locations = locations.clone();
  }

  /** The same for another range of the partition. */
  EventPartition reading(OffsetRange range) {
    return new EventPartition(range, locations);
  }

  OffsetRange range() {
    return new OffsetRange(topic, partition, from, until);
  }

  @Override
  public String[] preferredLocations() {
    return locations.clone();
  }
}
