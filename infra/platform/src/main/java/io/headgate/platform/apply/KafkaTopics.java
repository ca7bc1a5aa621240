package io.headgate.platform.apply;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics that a pipeline reads, and their dead-letter topics. */
final class KafkaTopics implements Target {
  private final Admin admin;
  private final String servers;

  KafkaTopics(Admin admin, String servers) {
    this.admin = admin;
    this.servers = servers;
  }

  @Override
  public List<Step> plan(PipelineContract contract) {
    List<Step> steps = new ArrayList<>();
    for (Source source : contract.sources()) {
      steps.add(plan(source.topic(), source, contract.retention().topic()));
      steps.add(plan(source.deadLetterTopic(), source, contract.retention().deadLetters()));
    }
    return steps;
  }

  private Step plan(String topic, Source source, Duration retention) {
    String subject = "topic " + topic;
    Map<String, String> wanted =
        new TreeMap<>(
            Map.of(
                TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()),
                TopicConfig.COMPRESSION_TYPE_CONFIG, "lz4",
                // Arrival is a fact of the producer's side, which a replay repeats.
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"));
    Optional<Integer> partitions = partitions(topic);
    if (partitions.isEmpty()) {
      return Step.change(
          subject,
          "create with %d partitions, %s".formatted(source.partitions(), text(wanted)),
          () -> create(topic, source, wanted));
    }
    if (partitions.get() > source.partitions()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot give topic %s %d partitions: it has %d, and Kafka takes none away. Write partitions: %d."
              .formatted(topic, source.partitions(), partitions.get(), partitions.get()));
    }
    wanted.entrySet().removeAll(configuration(topic).entrySet());
    List<String> changes = new ArrayList<>();
    if (partitions.get() < source.partitions()) {
      changes.add("add partitions up to " + source.partitions());
    }
    if (!wanted.isEmpty()) {
      changes.add("set " + text(wanted));
    }
    return changes.isEmpty()
        ? Step.nothingToDo(subject)
        : Step.change(
            subject,
            String.join(", ", changes),
            () -> {
              if (partitions.get() < source.partitions()) {
                await(
                    "add partitions to topic " + topic,
                    admin
                        .createPartitions(
                            Map.of(topic, NewPartitions.increaseTo(source.partitions())))
                        .all());
              }
              configure(topic, wanted);
            });
  }

  private Optional<Integer> partitions(String topic) {
    try {
      return Optional.of(
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get()
              .get(topic)
              .partitions()
              .size());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw failed("read topic " + topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("read topic " + topic, e);
    }
  }

  private Map<String, String> configuration(String topic) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config =
        await("read topic " + topic, admin.describeConfigs(List.of(resource)).all()).get(resource);
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }

  private void create(String topic, Source source, Map<String, String> configuration) {
    var created =
        new NewTopic(
                topic,
                Optional.of(source.partitions()),
                Optional.ofNullable(source.replicationFactor()))
            .configs(configuration);
    await("create topic " + topic, admin.createTopics(List.of(created)).all());
  }

  private void configure(String topic, Map<String, String> configuration) {
    if (!configuration.isEmpty()) {
      var operations =
          configuration.entrySet().stream()
              .map(
                  entry ->
                      new AlterConfigOp(
                          new ConfigEntry(entry.getKey(), entry.getValue()),
                          AlterConfigOp.OpType.SET))
              .toList();
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      await(
          "configure topic " + topic,
          admin.incrementalAlterConfigs(Map.of(resource, operations)).all());
    }
  }

  private <T> T await(String purpose, KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failed(purpose, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(purpose, e);
    }
  }

  private HeadgateException failed(String purpose, Throwable cause) {
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot %s in Kafka at %s: %s. Start the broker, or correct kafka.bootstrap-servers."
            .formatted(purpose, servers, cause),
        cause);
  }

  private static String text(Map<String, String> configuration) {
    return configuration.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
