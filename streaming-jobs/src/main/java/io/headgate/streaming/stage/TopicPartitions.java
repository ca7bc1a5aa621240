package io.headgate.streaming.stage;

import io.headgate.platform.contract.Source;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The partitions that topics have now. */
public final class TopicPartitions {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();

  private TopicPartitions() {}

  /** As {@link #of}, of a pipeline's sources. */
  public static List<TopicPartition> ofSources(String bootstrapServers, List<Source> sources) {
    return of(bootstrapServers, sources.stream().map(Source::topic).toList());
  }

  /**
   * Asks the brokers.
   *
   * @throws HeadgateException when they do not answer, or do not have a topic
   */
  public static List<TopicPartition> of(String bootstrapServers, List<String> topics) {
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            TIMEOUT_MILLIS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            TIMEOUT_MILLIS);
    try (Admin admin = Admin.create(config)) {
      return admin.describeTopics(topics).allTopicNames().get().values().stream()
          .flatMap(
              topic ->
                  topic.partitions().stream()
                      .map(partition -> new TopicPartition(topic.name(), partition.partition())))
          .toList();
    } catch (ExecutionException e) {
      throw failure(bootstrapServers, topics, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(bootstrapServers, topics, e);
    }
  }

  private static HeadgateException failure(
      String bootstrapServers, List<String> topics, Throwable cause) {
    if (cause instanceof UnknownTopicOrPartitionException) {
      return new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot read topics %s: the brokers at %s do not have them. Run headgate apply on the pipeline's folder."
              .formatted(topics, bootstrapServers),
          cause);
    }
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot read topics %s: the brokers at %s do not answer (%s). Start them, or correct kafka.bootstrap-servers."
            .formatted(topics, bootstrapServers, cause.getMessage()),
        cause);
  }
}
