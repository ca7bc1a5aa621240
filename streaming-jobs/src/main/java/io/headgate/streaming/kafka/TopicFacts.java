package io.headgate.streaming.kafka;

import static java.util.stream.Collectors.toMap;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the brokers say about topics.
 *
 * @param asked just before they were asked
 * @param ids the id of each topic that is there; another id under the same name is another topic
 * @param beginnings the first offset that each partition still has
 * @param ends the offset behind the last record of each partition, those of open transactions too
 */
public record TopicFacts(
    Instant asked,
    NavigableMap<String, String> ids,
    Map<TopicPartition, Long> beginnings,
    Map<TopicPartition, Long> ends) {

  public TopicFacts {
    ids = new TreeMap<>(ids);
    beginnings = Map.copyOf(beginnings);
    ends = Map.copyOf(ends);
  }

  /** Asks; a topic that is not there is not in the answer. */
  public static TopicFacts of(String bootstrapServers, Collection<String> topics, Clock clock)
      throws InterruptedException {
    Instant asked = clock.instant();
    Admin admin = SharedAdmin.of(bootstrapServers);
    try {
      Map<String, TopicDescription> there = describe(admin, topics);
      List<TopicPartition> partitions =
          there.values().stream()
              .flatMap(
                  topic ->
                      topic.partitions().stream()
                          .map(each -> new TopicPartition(topic.name(), each.partition())))
              .toList();
      return new TopicFacts(
          asked,
          ids(there),
          offsets(admin, partitions, OffsetSpec.earliest()),
          offsets(admin, partitions, OffsetSpec.latest()));
    } catch (ExecutionException e) {
      throw failure(bootstrapServers, topics, e.getCause());
    }
  }

  /** Asks for the ids alone. */
  public static NavigableMap<String, String> idsOf(
      String bootstrapServers, Collection<String> topics) throws InterruptedException {
    try {
      return ids(describe(SharedAdmin.of(bootstrapServers), topics));
    } catch (ExecutionException e) {
      throw failure(bootstrapServers, topics, e.getCause());
    }
  }

  /**
   * The first offset whose record has this broker time or a later one; all records before it are
   * older. A partition without such a record is not in the answer.
   */
  public static Map<TopicPartition, Long> firstSince(
      String bootstrapServers, Collection<TopicPartition> partitions, Instant time)
      throws InterruptedException {
    try {
      Map<TopicPartition, Long> offsets =
          new HashMap<>(
              offsets(
                  SharedAdmin.of(bootstrapServers),
                  List.copyOf(partitions),
                  OffsetSpec.forTimestamp(Math.max(0, time.toEpochMilli()))));
      offsets.values().removeIf(offset -> offset < 0);
      return offsets;
    } catch (ExecutionException e) {
      throw failure(
          bootstrapServers,
          partitions.stream().map(TopicPartition::topic).distinct().toList(),
          e.getCause());
    }
  }

  private static NavigableMap<String, String> ids(Map<String, TopicDescription> there) {
    NavigableMap<String, String> ids = new TreeMap<>();
    there.forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
    return ids;
  }

  private static Map<String, TopicDescription> describe(Admin admin, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    Map<String, TopicDescription> there = new HashMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        there.put(topic.getKey(), topic.getValue().get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return there;
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, ListOffsetsResultInfo> offsets =
        admin
            .listOffsets(partitions.stream().collect(toMap(each -> each, each -> which)))
            .all()
            .get();
    return offsets.entrySet().stream()
        .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private static HeadgateException failure(
      String bootstrapServers, Collection<String> topics, Throwable cause) {
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot read topics %s: the brokers at %s do not answer (%s). Start them, or correct kafka.bootstrap-servers."
            .formatted(topics, bootstrapServers, cause.getMessage()),
        cause);
  }
}
