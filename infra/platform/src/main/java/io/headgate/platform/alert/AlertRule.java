package io.headgate.platform.alert;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.headgate.platform.contract.MetricName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * When somebody wants to be told of a metric.
 *
 * @param id the registry's name for it
 * @param version counts its changes, from 1
 * @param pipeline pipeline whose metric it is
 * @param metricName the metric
 * @param condition how it is judged
 * @param threshold what it is held against, in the metric's unit, or as the condition says
 * @param windowSeconds width of the windows that are judged; they begin at multiples of it since
 *     1970
 * @param dimensions values of key columns that it is about; each of the others is judged by itself
 * @param notificationChannel {@code pagerduty://<team>}, {@code slack://<team>} or an http address
 * @param enabled whether it is judged at all
 */
public record AlertRule(
    @JsonProperty("rule_id") String id,
    int version,
    String pipeline,
    MetricName metricName,
    AlertCondition condition,
    double threshold,
    long windowSeconds,
    Map<String, String> dimensions,
    String notificationChannel,
    boolean enabled,
    Instant createdAt,
    Instant updatedAt) {
  public AlertRule {
    requireNonNull(id);
    requireNonNull(pipeline);
    requireNonNull(metricName);
    requireNonNull(condition);
    dimensions = Map.copyOf(dimensions);
    requireNonNull(notificationChannel);
    requireNonNull(createdAt);
    requireNonNull(updatedAt);
  }

  public Duration window() {
    return Duration.ofSeconds(windowSeconds);
  }
}
