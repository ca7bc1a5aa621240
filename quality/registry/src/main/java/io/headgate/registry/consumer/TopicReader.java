package io.headgate.registry.consumer;

import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A pipeline that reads events of a subject.
 *
 * @param contract its newest recorded contract
 * @param source the topic
 * @param type the event type whose schema the subject has
 * @param recorded what was recorded of the contract's SQL
 */
public record TopicReader(
    PipelineContract contract, Source source, EventType type, RecordedUses recorded) {

  /**
   * The reading of a subject by one pipeline; empty when it reads none of its events. Standard
   * clients name a subject {@code <topic>-value} or {@code <topic>-<record name>}, whichever of
   * them the contract expects.
   *
   * @param recordName full name of the record that is to be registered; empty when it is none
   */
  public static Optional<TopicReader> of(
      PipelineContract contract, String subject, String recordName) {
    for (Source source : contract.sources()) {
      for (EventType type : source.eventTypes()) {
        if (subject.equals(source.subject(type))
            || (type.recordName().equals(recordName)
                && List.of(source.topic() + "-value", source.topic() + "-" + recordName)
                    .contains(subject))) {
          return Optional.of(new TopicReader(contract, source, type, RecordedUses.NONE));
        }
      }
    }
    return Optional.empty();
  }

  public TopicReader with(RecordedUses uses) {
    return new TopicReader(contract, source, type, uses);
  }

  /** Dataset with all columns. */
  String rawTable() {
    return "table " + contract.rawDataset();
  }

  /** Whether the event types of the topic are told apart by the names of their records. */
  boolean goesByName() {
    return source.hasSeveralEventTypes();
  }

  /** The schemas of all other event types of the pipeline, which share its columns. */
  List<EventType> otherTypes() {
    return contract.eventTypes().stream().filter(other -> !other.equals(type)).toList();
  }

  Schema declared() {
    return type.avro();
  }
}
