package io.headgate.local.ingest;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Where the partitions of a topic end now. */
public final class TopicEnds {
  private TopicEnds() {}

  /**
   * The next offset that each partition will give.
   *
   * @throws HeadgateException when Kafka does not answer or has no such topic
   */
  public static Map<TopicPartition, Long> of(String bootstrapServers, String topic)
      throws InterruptedException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    offsets(bootstrapServers, topic, OffsetSpec.latest())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /**
   * The newest broker timestamp in the topic; the epoch when it is empty.
   *
   * @throws HeadgateException when Kafka does not answer or has no such topic
   */
  public static Instant newest(String bootstrapServers, String topic) throws InterruptedException {
    return offsets(bootstrapServers, topic, OffsetSpec.maxTimestamp()).values().stream()
        .map(newest -> Instant.ofEpochMilli(Math.max(0, newest.timestamp())))
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      String bootstrapServers, String topic, OffsetSpec which) throws InterruptedException {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      TopicDescription description =
          admin.describeTopics(List.of(topic)).topicNameValues().get(topic).get();
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      for (TopicPartitionInfo partition : description.partitions()) {
        wanted.put(new TopicPartition(topic, partition.partition()), which);
      }
      return admin.listOffsets(wanted).all().get();
    } catch (ExecutionException e) {
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          "Cannot read the ends of topic %s: %s. Look at `headgate status`, and apply the pipeline first."
              .formatted(topic, e.getCause().getMessage()),
          e);
    }
  }
}
