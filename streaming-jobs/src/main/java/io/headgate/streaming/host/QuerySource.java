package io.headgate.streaming.host;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import java.util.List;
import org.apache.kafka.common.IsolationLevel;

/**
 * What a query reads, and where it keeps how far it came.
 *
 * @param pipeline pipeline name
 * @param topics the topics that it reads
 * @param isolation which of their records it sees
 * @param checkpoint URI of its folder
 */
record QuerySource(
    String pipeline, List<String> topics, IsolationLevel isolation, String checkpoint) {
  QuerySource {
    requireNonNull(pipeline);
    topics = List.copyOf(topics);
    requireNonNull(isolation);
    requireNonNull(checkpoint);
  }

  static QuerySource of(PipelineContract contract, String checkpoint) {
    return new QuerySource(
        contract.name(),
        contract.sources().stream().map(Source::topic).toList(),
        contract.delivery() == Delivery.EXACTLY_ONCE
            ? IsolationLevel.READ_COMMITTED
            : IsolationLevel.READ_UNCOMMITTED,
        checkpoint);
  }
}
