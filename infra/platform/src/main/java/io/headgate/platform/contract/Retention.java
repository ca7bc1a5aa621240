package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long the pipeline's data is kept.
 *
 * @param topic records in Kafka, by broker timestamp
 * @param deadLetters records in the dead-letter topics
 */
public record Retention(Duration topic, Duration deadLetters) {
  public Retention {
    requireNonNull(topic);
    requireNonNull(deadLetters);
  }
}
