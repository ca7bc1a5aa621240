package io.headgate.gateway.topic;

import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.RuleAction;
import io.headgate.platform.contract.Source;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.avro.Schema;

/**
 * What a pipeline's contract says of the events of one topic, as far as it is judged at the door.
 *
 * @param eventIdField field that identifies an event
 * @param eventTimeField field of the event's time
 * @param toleranceAhead how far the time may be ahead of the server's
 * @param eventTypes the events that the topic carries
 * @param rules those of the contract's rules that can be judged without Spark; none where the
 *     contract filters events first, which Spark alone can do
 * @param isFiltered whether the contract filters events before it judges them
 */
public record TopicContract(
    String topic,
    String eventIdField,
    String eventTimeField,
    Duration toleranceAhead,
    List<EventType> eventTypes,
    List<JudgedRule> rules,
    boolean isFiltered) {
  public TopicContract {
    eventTypes = List.copyOf(eventTypes);
    rules = List.copyOf(rules);
  }

  static TopicContract of(PipelineContract contract, Source source) {
    boolean isFiltered = contract.filter() != null;
    return new TopicContract(
        source.topic(),
        contract.eventId(),
        contract.eventTime().field(),
        contract.eventTime().toleranceAhead(),
        source.eventTypes(),
        isFiltered ? List.of() : judged(contract, source),
        isFiltered);
  }

  private static List<JudgedRule> judged(PipelineContract contract, Source source) {
    List<Schema> schemas = source.eventTypes().stream().map(EventType::avro).toList();
    return contract.rules().stream()
        .filter(rule -> rule.action() != RuleAction.WARN)
        .flatMap(rule -> JudgedRule.of(rule, schemas).stream())
        .toList();
  }

  public boolean hasSeveralEventTypes() {
    return eventTypes.size() > 1;
  }

  /** The type of a name, which may be left out where there is only one. */
  public Optional<EventType> eventType(@Nullable String name) {
    if (name == null) {
      return hasSeveralEventTypes() ? Optional.empty() : Optional.of(eventTypes.get(0));
    }
    return eventTypes.stream()
        .filter(type -> type.name().equals(name) || type.recordName().equals(name))
        .findFirst();
  }

  public List<String> eventTypeNames() {
    return eventTypes.stream().map(EventType::name).toList();
  }
}
