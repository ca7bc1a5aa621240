package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Holds the event's id and time, as pipeline.yaml names them, against the event's schema. */
final class EventFields {
  private static final JsonPointer ID = JsonPointer.compile("/event_id");
  private static final JsonPointer TIME = JsonPointer.compile("/event_time/field");

  private EventFields() {}

  static void check(PipelineDraft draft, Mistakes mistakes) {
    for (DraftEventType type : draft.eventTypes()) {
      check(
          draft,
          mistakes,
          ID,
          type.schema(),
          field -> field.getType() == Schema.Type.STRING,
          "a string that is never null",
          "Name another field, or declare it as \"string\"");
      check(
          draft,
          mistakes,
          TIME,
          type.schema(),
          EventFields::isTimestamp,
          "a timestamp that is never null",
          "Name another field, or declare it as {\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}");
    }
    draft.text(ID).ifPresent(name -> PiiFields.keepIdentity(draft, mistakes, "event id", name));
    draft.text(TIME).ifPresent(name -> PiiFields.keepIdentity(draft, mistakes, "event time", name));
    PiiFields.agree(draft, mistakes);
  }

  private static void check(
      PipelineDraft draft,
      Mistakes mistakes,
      JsonPointer at,
      Schema schema,
      Predicate<Schema> wanted,
      String wantedName,
      String remedy) {
    Optional<String> name = draft.text(at);
    if (name.isEmpty()) {
      return;
    }
    String key = at.toString().substring(1).replace('/', '.');
    Schema.Field field = schema.getField(name.get());
    if (field == null) {
      draft.report(
          mistakes,
          at,
          "%s names '%s', which is no field of %s".formatted(key, name.get(), schema.getName()),
          ClosestName.remedy(
              name.get(), schema.getFields().stream().map(Schema.Field::name).toList()));
    } else if (!wanted.test(field.schema())) {
      draft.report(
          mistakes,
          at,
          "%s names '%s', which is %s and not %s"
              .formatted(key, name.get(), field.schema(), wantedName),
          remedy);
    }
  }

  private static boolean isTimestamp(Schema schema) {
    LogicalType type = schema.getLogicalType();
    return type instanceof LogicalTypes.TimestampMicros
        || type instanceof LogicalTypes.TimestampMillis;
  }
}
