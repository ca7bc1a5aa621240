package io.headgate.streaming.kafka;

import static java.util.stream.Collectors.toMap;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Kafka how far a query has read, as offsets of a consumer group named after it, so that
 * everyday tools show its lag, also while it is stopped. Nothing is ever read from there: the
 * checkpoint and the tables decide where a query goes on.
 */
public final class GroupOffsets {
  private static final Logger LOG = LoggerFactory.getLogger(GroupOffsets.class);

  private final String bootstrapServers;
  private final String group;

  /**
   * @param query for example {@code raw-ingest:flights}; the group is {@code
   *     headgate-raw-ingest-flights}
   */
  public GroupOffsets(String bootstrapServers, String query) {
    this.bootstrapServers = bootstrapServers;
    this.group = "headgate-" + query.replace(':', '-');
  }

  public String group() {
    return group;
  }

  /** Commits the ends of what a batch read; logs and goes on when that fails. */
  public void commit(List<OffsetRange> read) throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> ends =
        read.stream()
            .collect(
                toMap(
                    range -> new TopicPartition(range.topic(), range.partition()),
                    range -> new OffsetAndMetadata(range.until())));
    try {
      SharedAdmin.of(bootstrapServers).alterConsumerGroupOffsets(group, ends).all().get();
    } catch (ExecutionException e) {
      LOG.warn(
          "offsets of group={} are not committed, its lag is shown too large until the next batch: {}",
          group,
          e.getCause().getMessage());
    }
  }
}
