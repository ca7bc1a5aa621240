package io.headgate.streaming.stage;

import io.headgate.streaming.stage.avro.EventReader;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * How the records of one topic and one writer schema are read.
 *
 * @param eventType their type, or null when the topic has none of that record
 * @param typeName the same, as a column holds it
 * @param reader null when they cannot be read
 * @param conflict why they cannot be, or null
 */
record EventReading(
    @Nullable String eventType,
    @Nullable UTF8String typeName,
    @Nullable EventReader reader,
    @Nullable String conflict) {

  static EventReading of(int id, Schema writer, TopicTypes topic, StructType columns) {
    Optional<TopicTypes.Type> found = topic.ofWriter(writer);
    if (found.isEmpty()) {
      return new EventReading(
          null,
          null,
          null,
          "Schema %d is of record %s, and topic %s has no event type of that record."
              .formatted(id, writer.getFullName(), topic.topic()));
    }
    TopicTypes.Type type = found.get();
    Schema reader = type.reader();
    List<String> conflicts = EventReader.conflicts(writer, reader);
    return conflicts.isEmpty()
        ? new EventReading(
            type.name(),
            UTF8String.fromString(type.name()),
            EventReader.of(writer, reader, columns),
            null)
        : new EventReading(
            type.name(),
            null,
            null,
            "Schema %d cannot be read as the contract's schema: %s."
                .formatted(id, String.join(", ", conflicts)));
  }
}
