package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import javax.annotation.Nullable;

/**
 * A topic that a pipeline reads. The types of several events in one topic are told apart by the
 * full name of the record in which they were written.
 *
 * @param topic Kafka topic, {@code <domain>.<event>.v<major>}
 * @param eventTypes the events that it carries, at least one
 * @param partitions partitions that the topic is created with
 * @param replicationFactor replicas that the topic is created with; null leaves it to the broker
 */
public record Source(
    String topic, List<EventType> eventTypes, int partitions, @Nullable Short replicationFactor) {
  public Source {
    requireNonNull(topic);
    eventTypes = List.copyOf(eventTypes);
    if (eventTypes.isEmpty()) {
      throw new IllegalArgumentException("Topic " + topic + " has no event type");
    }
  }

  /** A topic with one type of event, which is named after its record. */
  public static Source of(
      String topic, String schema, int partitions, @Nullable Short replicationFactor) {
    return new Source(topic, List.of(EventType.named(schema)), partitions, replicationFactor);
  }

  /** The first contracts had one schema in the place of the event types. */
  @JsonCreator
  static Source read(
      @JsonProperty("topic") String topic,
      @JsonProperty("event_types") @Nullable List<EventType> eventTypes,
      @JsonProperty("schema") @Nullable String schema,
      @JsonProperty("partitions") int partitions,
      @JsonProperty("replication_factor") @Nullable Short replicationFactor) {
    return eventTypes == null
        ? of(topic, requireNonNull(schema), partitions, replicationFactor)
        : new Source(topic, eventTypes, partitions, replicationFactor);
  }

  public String deadLetterTopic() {
    return topic + ".dlq";
  }

  public boolean hasSeveralEventTypes() {
    return eventTypes.size() > 1;
  }

  /**
   * The registry subject of one of the topic's event types: {@code <topic>-value}, or {@code
   * <topic>-<record name>} when the topic carries several.
   */
  public String subject(EventType type) {
    return topic + "-" + (hasSeveralEventTypes() ? type.recordName() : "value");
  }
}
