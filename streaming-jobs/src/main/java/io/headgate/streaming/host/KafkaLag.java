package io.headgate.streaming.host;

import static java.util.stream.Collectors.toMap;

import io.headgate.platform.registry.PartitionLag;
import io.headgate.streaming.CommittedOffsets;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * How far queries are behind: their checkpoints against the brokers. What a query has processed is
 * also committed to a consumer group of its name, so that everyday tools show its lag.
 */
final class KafkaLag implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();

  private final String bootstrapServers;
  private final CommittedOffsets committed;
  private final Clock clock;
  private final Admin admin;
  private final Map<IsolationLevel, FirstRecords> records = new EnumMap<>(IsolationLevel.class);
  private final Map<String, Map<TopicPartition, Long>> groups = new HashMap<>();

  KafkaLag(String bootstrapServers, CommittedOffsets committed, Clock clock) {
    this.bootstrapServers = bootstrapServers;
    this.committed = committed;
    this.clock = clock;
    this.admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS));
  }

  /** The consumer group that shows how far a query came. */
  static String group(String query) {
    return "headgate-" + query.replace(':', '-');
  }

  List<PartitionLag> of(String query, QuerySource source)
      throws IOException, ExecutionException, InterruptedException {
    Set<TopicPartition> partitions = partitions(source.topics());
    Map<TopicPartition, Long> processed = committed.in(source.checkpoint());
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest(), source.isolation());
    // What came before a query began is not its to read.
    Map<TopicPartition, Long> known =
        processed.isEmpty() ? committed.initial(source.checkpoint()) : processed;
    Map<TopicPartition, Long> next =
        new HashMap<>(
            offsets(without(partitions, known), OffsetSpec.earliest(), source.isolation()));
    next.putAll(known);
    Map<TopicPartition, Long> behind =
        ends.entrySet().stream()
            .filter(end -> next.get(end.getKey()) < end.getValue())
            .collect(toMap(Map.Entry::getKey, end -> next.get(end.getKey())));
    commit(group(query), processed);
    return QueryLag.of(next, ends, firstRecords(source).timestamps(behind), clock.instant());
  }

  private FirstRecords firstRecords(QuerySource source) {
    return records.computeIfAbsent(
        source.isolation(), isolation -> new FirstRecords(bootstrapServers, isolation));
  }

  private void commit(String group, Map<TopicPartition, Long> processed)
      throws ExecutionException, InterruptedException {
    if (processed.isEmpty() || processed.equals(groups.get(group))) {
      return;
    }
    admin
        .alterConsumerGroupOffsets(
            group,
            processed.entrySet().stream()
                .collect(
                    toMap(Map.Entry::getKey, offset -> new OffsetAndMetadata(offset.getValue()))))
        .all()
        .get();
    groups.put(group, processed);
  }

  private Set<TopicPartition> partitions(List<String> topics)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .collect(Collectors.toSet());
  }

  private static Set<TopicPartition> without(
      Set<TopicPartition> partitions, Map<TopicPartition, Long> known) {
    return partitions.stream()
        .filter(partition -> !known.containsKey(partition))
        .collect(Collectors.toSet());
  }

  private Map<TopicPartition, Long> offsets(
      Set<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation)
      throws ExecutionException, InterruptedException {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, ListOffsetsResultInfo> found =
        admin
            .listOffsets(
                partitions.stream().collect(toMap(partition -> partition, partition -> spec)),
                new ListOffsetsOptions(isolation))
            .all()
            .get();
    return found.entrySet().stream()
        .collect(toMap(Map.Entry::getKey, offset -> offset.getValue().offset()));
  }

  @Override
  public void close() {
    records.values().forEach(FirstRecords::close);
    admin.close(Duration.ZERO);
  }
}
