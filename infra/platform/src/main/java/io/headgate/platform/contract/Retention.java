package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import javax.annotation.Nullable;

/**
 * How long the pipeline's data is kept.
 *
 * @param topic records in Kafka, by broker timestamp
 * @param deadLetters records in the dead-letter topics
 * @param raw days of raw events in the lake, from the end of the day on; null: for ever
 * @param quarantine days of refused records in the lake; null: for ever
 * @param metrics days of what was measured of partitions; null: for ever
 * @param offending days of rows that failed a check, no longer than raw; null: as long as raw
 */
public record Retention(
    Duration topic,
    Duration deadLetters,
    // What is not asked for is not written either, so that a contract keeps its version.
    @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Duration raw,
    @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Duration quarantine,
    @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Duration metrics,
    @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Duration offending) {
  public Retention {
    requireNonNull(topic);
    requireNonNull(deadLetters);
  }

  /** The lake keeps everything. */
  public Retention(Duration topic, Duration deadLetters) {
    this(topic, deadLetters, null, null, null, null);
  }

  /** How long rows that failed a check stay: they hold values of raw. Null: for ever. */
  @Nullable
  public Duration keptOffending() {
    return offending == null ? raw : offending;
  }
}
