package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import javax.annotation.Nullable;

/**
 * A topic that a pipeline reads.
 *
 * @param topic Kafka topic, {@code <domain>.<event>.v<major>}
 * @param schema the reader schema, Avro as JSON
 * @param partitions partitions that the topic is created with
 * @param replicationFactor replicas that the topic is created with; null leaves it to the broker
 */
public record Source(
    String topic, String schema, int partitions, @Nullable Short replicationFactor) {
  public Source {
    requireNonNull(topic);
    requireNonNull(schema);
  }

  public String deadLetterTopic() {
    return topic + ".dlq";
  }

  /** The registry subject of the topic's values. */
  public String subject() {
    return topic + "-value";
  }
}
