package io.headgate.registry.metric;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * One value.
 *
 * @param windowStart begin of the window
 * @param windowEnd end of the window, exclusive
 * @param value null where the window has a row and no value
 * @param dimensions value of every key column, as text
 * @param status how far it can be trusted
 * @param source the store that it was read from
 */
public record MetricPoint(
    Instant windowStart,
    Instant windowEnd,
    @Nullable Number value,
    Map<String, String> dimensions,
    Status status,
    Source source) {
  public MetricPoint {
    requireNonNull(windowStart);
    requireNonNull(windowEnd);
    dimensions = new LinkedHashMap<>(dimensions);
    requireNonNull(status);
    requireNonNull(source);
  }

  /** How far a value can be trusted. */
  public enum Status {
    /** Batch has not made the window final yet. */
    @JsonProperty("provisional")
    PROVISIONAL,
    /** Published by batch. */
    @JsonProperty("final")
    FINAL,
    /** Published by batch, and other than when it was published first. */
    @JsonProperty("corrected")
    CORRECTED
  }

  /** A store. */
  public enum Source {
    @JsonProperty("clickhouse")
    CLICKHOUSE,
    @JsonProperty("trino")
    TRINO
  }
}
