package io.headgate.streaming.stage;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The event types of one topic; travels to the tasks.
 *
 * @param topic Kafka topic
 * @param types at least one
 */
record TopicTypes(String topic, List<Type> types) implements Serializable {
  TopicTypes {
    requireNonNull(topic);
    types = List.copyOf(types);
  }

  /**
   * One event type.
   *
   * @param name as in {@code _event_type}
   * @param schema reader schema; Avro's own class travels badly, so as JSON
   */
  record Type(String name, String schema) implements Serializable {
    Schema reader() {
      return new Schema.Parser().parse(schema);
    }
  }

  /** The type of a record that was written so; a topic with one type has no other. */
  Optional<Type> ofWriter(Schema writer) {
    return types.size() == 1
        ? Optional.of(types.get(0))
        : types.stream().filter(type -> isOf(type.reader(), writer.getFullName())).findFirst();
  }

  private static boolean isOf(Schema reader, String recordName) {
    return reader.getFullName().equals(recordName) || reader.getAliases().contains(recordName);
  }
}
