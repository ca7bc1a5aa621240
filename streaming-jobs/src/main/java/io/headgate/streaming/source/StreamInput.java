package io.headgate.streaming.source;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.Settings;
import java.util.List;
import java.util.Map;

/**
 * What a query reads.
 *
 * @param consumers how its tasks read
 * @param topics the topics, with all their partitions, present and future
 * @param startingOffsets {@code earliest}, or offsets per partition as Spark's JSON; counts only
 *     while the checkpoint is new
 * @param budget how many records a batch may have
 */
public record StreamInput(
    ConsumerSettings consumers, List<String> topics, String startingOffsets, BatchBudget budget) {
  public StreamInput {
    requireNonNull(consumers);
    topics = List.copyOf(topics);
    requireNonNull(startingOffsets);
    requireNonNull(budget);
  }

  /** The topics of a pipeline. */
  public static StreamInput of(
      String query,
      Settings settings,
      PipelineContract contract,
      String startingOffsets,
      BatchBudget budget) {
    return new StreamInput(
        ConsumerSettings.of(query, settings, contract),
        contract.sources().stream().map(Source::topic).toList(),
        startingOffsets,
        budget);
  }

  /** Options of Spark's Kafka source, which sees to the offsets. */
  Map<String, String> kafkaOptions() {
    return Map.of(
        "kafka.bootstrap.servers",
        consumers.bootstrapServers(),
        "kafka.isolation.level",
        consumers.isolationLevel(),
        "subscribe",
        String.join(",", topics),
        "startingOffsets",
        startingOffsets,
        // Loss is told, never skipped.
        "failOnDataLoss",
        "true",
        // So that brokers show who asks.
        "groupIdPrefix",
        "headgate-" + consumers.query().replace(':', '-'));
  }
}
