package io.headgate.gateway.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.gateway.topic.JudgedRule;
import io.headgate.gateway.topic.RegisteredSchema;
import io.headgate.gateway.topic.TopicContract;
import io.headgate.platform.contract.RuleAction;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import javax.annotation.Nullable;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Judges the events of one batch by schema and contract, and writes them as they go to Kafka. An
 * event that breaks the contract is sent all the same: the stream quarantines and dead-letters it
 * like any other, and there is one way of dead letters.
 */
public final class EventDoor {
  /** Less than the largest record that brokers take by default, for key and headers. */
  public static final int LARGEST_VALUE = 900_000;

  private static final int LONGEST_KEY = 1_024;
  private static final int HEADER_BYTES = 5;

  private final TopicContract contract;
  private final Function<String, RegisteredSchema> schemas;
  private final long latestMicros;

  /**
   * @param schemas the schema of a record type, by the record's full name
   * @param receivedAt the server's time
   */
  public EventDoor(
      TopicContract contract, Function<String, RegisteredSchema> schemas, Instant receivedAt) {
    this.contract = contract;
    this.schemas = schemas;
    this.latestMicros =
        ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt.truncatedTo(ChronoUnit.MILLIS))
            + contract.toleranceAhead().dividedBy(ChronoUnit.MICROS.getDuration());
  }

  /** Prepares one event. */
  PreparedEvent prepare(IncomingEvent event) throws RejectedEventException {
    requireShort(event);
    RegisteredSchema schema = schema(event);
    GenericRecord record;
    byte[] datum;
    if (event.payload() instanceof Payload.OfAvro avro) {
      datum = avro.datum();
      record = read(schema, datum);
    } else {
      record = JsonToAvro.record(completed(event, schema.avro()), schema.avro());
      datum = AvroDatum.write(record);
    }
    if (datum.length > LARGEST_VALUE) {
      throw new RejectedEventException(
          Reason.TOO_LARGE,
          "The event has %d bytes as Avro, and %d are taken. Send less in it."
              .formatted(datum.length, LARGEST_VALUE));
    }
    String eventId = text(record, contract.eventIdField());
    if (event.eventId() != null && !event.eventId().equals(eventId)) {
      throw new RejectedEventException(
          Reason.CONTRADICTION,
          "event_id is not what field '%s' of the payload says. Send the same, or one of them."
              .formatted(contract.eventIdField()));
    }
    byte[] value =
        ByteBuffer.allocate(HEADER_BYTES + datum.length)
            .put((byte) 0)
            .putInt(schema.id())
            .put(datum)
            .array();
    return new PreparedEvent(event, eventId, value, broken(event, record));
  }

  private static void requireShort(IncomingEvent event) throws RejectedEventException {
    if (event.partitionKey().length() > LONGEST_KEY
        || (event.source() != null && event.source().length() > LONGEST_KEY)) {
      throw new RejectedEventException(
          Reason.TOO_LARGE,
          "partition_key or source has more than %d characters. Send less.".formatted(LONGEST_KEY));
    }
  }

  private RegisteredSchema schema(IncomingEvent event) throws RejectedEventException {
    String record =
        contract
            .eventType(event.eventType())
            .orElseThrow(
                () ->
                    new RejectedEventException(
                        Reason.UNKNOWN_EVENT_TYPE,
                        "Topic %s carries %s, and event_type is '%s'. Send one of them."
                            .formatted(
                                contract.topic(), contract.eventTypeNames(), event.eventType())))
            .recordName();
    return schemas.apply(record);
  }

  private static GenericRecord read(RegisteredSchema schema, byte[] datum)
      throws RejectedEventException {
    try {
      return AvroDatum.read(schema.avro(), datum);
    } catch (MalformedDatumException e) {
      throw new RejectedEventException(
          Reason.SCHEMA_MISMATCH,
          "The payload is no datum of version %d of the schema: %s. Send what the schema says."
              .formatted(schema.version(), e.getMessage()));
    }
  }

  /** Id and time that stand beside the payload count for fields that it leaves out. */
  private ObjectNode completed(IncomingEvent event, Schema schema) {
    ObjectNode fields = ((Payload.OfJson) event.payload()).fields();
    if (event.eventId() != null
        && !fields.has(contract.eventIdField())
        && schema.getField(contract.eventIdField()) != null) {
      fields.put(contract.eventIdField(), event.eventId());
    }
    if (!fields.has(contract.eventTimeField())
        && schema.getField(contract.eventTimeField()) != null) {
      fields.put(contract.eventTimeField(), event.emittedAt().toString());
    }
    return fields;
  }

  @Nullable
  private EventError broken(IncomingEvent event, GenericRecord record)
      throws RejectedEventException {
    if (contract.isFiltered()) {
      // Perhaps the filter leaves it out, which the stream alone can say.
      return null;
    }
    for (JudgedRule judged : contract.rules()) {
      if (!judged.holdsFor(record)) {
        String told =
            "Rule %s does not hold: %s".formatted(judged.rule().name(), judged.rule().expression());
        if (judged.rule().action() == RuleAction.STOP) {
          throw new RejectedEventException(Reason.STOPS_STREAM, told);
        }
        return new EventError(event.index(), Reason.RULE_BROKEN, told);
      }
    }
    return isAhead(record)
        ? new EventError(
            event.index(),
            Reason.EVENT_TIME_AHEAD,
            "%s is more than %s ahead of the server's time."
                .formatted(contract.eventTimeField(), contract.toleranceAhead()))
        : null;
  }

  private boolean isAhead(GenericRecord record) {
    Schema.Field time = record.getSchema().getField(contract.eventTimeField());
    if (time == null || !(record.get(time.pos()) instanceof Long sent)) {
      return false;
    }
    // In its own unit: times far off would overflow the finer one.
    return time.schema().getLogicalType() instanceof LogicalTypes.TimestampMillis
        ? sent > latestMicros / 1_000
        : sent > latestMicros;
  }

  @Nullable
  private static String text(GenericRecord record, String name) {
    Schema.Field field = record.getSchema().getField(name);
    Object value = field == null ? null : record.get(field.pos());
    return value == null ? null : value.toString();
  }
}
