package io.headgate.streaming.stage;

import io.headgate.streaming.stage.avro.EventReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;

/** What a newer registered schema means for the one in which events are read. */
final class SchemaEvolution {
  private static final String PII = "pii";

  private SchemaEvolution() {}

  /**
   * The schema to read in from now on: the newest, and the fields that it has dropped, since their
   * columns stay.
   *
   * @throws IllegalArgumentException when events in the known schema could not be read any more, or
   *     a field that was masked would not be
   */
  static Schema next(Schema known, Schema newest) {
    List<String> conflicts = EventReader.conflicts(known, newest);
    if (!conflicts.isEmpty()) {
      throw new IllegalArgumentException(
          "The newest schema of %s cannot read earlier events: %s"
              .formatted(known.getFullName(), String.join(", ", conflicts)));
    }
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : newest.getFields()) {
      Schema.Field before = known.getField(field.name());
      if (before != null && !Objects.equals(before.getProp(PII), field.getProp(PII))) {
        throw new IllegalArgumentException(
            "The newest schema of %s masks field %s otherwise; that takes a new contract"
                .formatted(known.getFullName(), field.name()));
      }
      fields.add(new Schema.Field(field, field.schema()));
    }
    boolean drops = false;
    for (Schema.Field field : known.getFields()) {
      if (newest.getField(field.name()) == null) {
        fields.add(new Schema.Field(field, field.schema()));
        drops = true;
      }
    }
    if (!drops) {
      return newest;
    }
    Schema merged =
        Schema.createRecord(
            newest.getName(), newest.getDoc(), newest.getNamespace(), false, fields);
    newest.getAliases().forEach(merged::addAlias);
    return merged;
  }
}
