package io.headgate.local.simulate;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.EventType;
import java.time.Instant;
import org.apache.avro.generic.GenericRecord;

/**
 * An event that is to be sent.
 *
 * @param topic that it goes to
 * @param schemaId of its type, in the registry
 * @param id which stands in its field too; an undecodable one has it for its key alone
 * @param sentAt when its producer made it
 */
record SimulatedEvent(
    EventKind kind,
    String topic,
    EventType type,
    int schemaId,
    String id,
    Instant sentAt,
    GenericRecord fields) {
  SimulatedEvent {
    requireNonNull(kind);
    requireNonNull(topic);
    requireNonNull(type);
    requireNonNull(id);
    requireNonNull(sentAt);
    requireNonNull(fields);
  }

  /** The same one once more. */
  SimulatedEvent again() {
    return new SimulatedEvent(EventKind.DUPLICATE, topic, type, schemaId, id, sentAt, fields);
  }
}
