package io.headgate.streaming.source;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.Settings;
import java.io.Serializable;

/**
 * How the tasks of one query read Kafka; travels to the executors.
 *
 * @param query the query's name; consumers are kept per query
 * @param bootstrapServers Kafka brokers, {@code host:port[,host:port]}
 * @param committedOnly whether records of open and aborted transactions are left out
 */
public record ConsumerSettings(String query, String bootstrapServers, boolean committedOnly)
    implements Serializable {
  public ConsumerSettings {
    requireNonNull(query);
    requireNonNull(bootstrapServers);
  }

  /** The isolation level is the contract's delivery. */
  public static ConsumerSettings of(String query, Settings settings, PipelineContract contract) {
    return new ConsumerSettings(
        query, settings.kafkaBootstrapServers(), contract.delivery() == Delivery.EXACTLY_ONCE);
  }

  String isolationLevel() {
    return committedOnly ? "read_committed" : "read_uncommitted";
  }
}
