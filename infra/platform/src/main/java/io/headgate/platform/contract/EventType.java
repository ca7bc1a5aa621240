package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.apache.avro.Schema;

/**
 * One kind of event in a topic.
 *
 * @param name what the column {@code _event_type} says, for example {@code departure}
 * @param schema the reader schema, Avro as JSON
 */
public record EventType(String name, String schema) {
  public EventType {
    requireNonNull(name);
    requireNonNull(schema);
  }

  /** The type whose name is the record's own, in snake_case. */
  public static EventType named(String schema) {
    return new EventType(nameOf(new Schema.Parser().parse(schema)), schema);
  }

  /** {@code flight_departed} for a record {@code FlightDeparted}. */
  static String nameOf(Schema event) {
    return event
        .getName()
        .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /** The reader schema, parsed. */
  public Schema avro() {
    return new Schema.Parser().parse(schema);
  }

  /** Full name of the Avro record, for example {@code io.headgate.aviation.Departure}. */
  public String recordName() {
    return avro().getFullName();
  }
}
