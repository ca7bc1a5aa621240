package io.headgate.streaming.stage;

import io.headgate.platform.contract.PiiDeclaration;
import io.headgate.streaming.stage.avro.EventReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.avro.Schema;

/**
 * What a newer registered schema means for the one in which events are read. It brings fields and
 * wider types; how a known field is masked changes with the contract alone.
 */
final class SchemaEvolution {
  private SchemaEvolution() {}

  /**
   * The schema to read in from now on: the newest, with the known fields masked as they are, and
   * the fields that it has dropped, since their columns stay.
   *
   * @param canBeRead whether a new field can be masked as it says; one that cannot gets no column
   * @throws IllegalArgumentException when events in the known schema could not be read any more, or
   *     a field could not be masked any more as it is
   */
  static Schema next(Schema known, Schema newest, Predicate<Schema.Field> canBeRead) {
    List<String> conflicts = EventReader.conflicts(known, newest);
    if (!conflicts.isEmpty()) {
      throw new IllegalArgumentException(
          "The newest schema of %s cannot read earlier events: %s"
              .formatted(known.getFullName(), String.join(", ", conflicts)));
    }
    List<Schema.Field> fields = new ArrayList<>();
    boolean differs = false;
    for (Schema.Field field : newest.getFields()) {
      Schema.Field before = known.getField(field.name());
      if (before == null && !canBeRead.test(field)) {
        differs = true;
      } else if (before == null || PiiDeclaration.agree(before, field)) {
        fields.add(new Schema.Field(field, field.schema()));
      } else {
        fields.add(PiiDeclaration.masked(field, before));
        differs = true;
      }
    }
    for (Schema.Field field : known.getFields()) {
      if (newest.getField(field.name()) == null) {
        fields.add(new Schema.Field(field, field.schema()));
        differs = true;
      }
    }
    if (!differs) {
      return newest;
    }
    Schema merged =
        Schema.createRecord(
            newest.getName(), newest.getDoc(), newest.getNamespace(), false, fields);
    newest.getAliases().forEach(merged::addAlias);
    return merged;
  }
}
