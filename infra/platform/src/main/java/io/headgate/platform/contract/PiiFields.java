package io.headgate.platform.contract;

import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** Holds what the schemas of a folder say about personal data against what can be masked. */
final class PiiFields {
  private final EventSchemaFile file;

  PiiFields(EventSchemaFile file) {
    this.file = file;
  }

  void check(Schema event) {
    for (Schema.Field field : event.getFields()) {
      PiiDeclaration.mistakes(field)
          .forEach(mistake -> file.report(field.name(), mistake.reason(), mistake.remedy()));
    }
  }

  /** One column is masked one way, whichever type of event it came from. */
  static void agree(PipelineDraft draft, Mistakes mistakes) {
    Map<String, DraftEventType> first = new TreeMap<>();
    for (DraftEventType type : draft.eventTypes()) {
      for (Schema.Field field : type.schema().getFields()) {
        DraftEventType before = first.putIfAbsent(field.name(), type);
        if (before != null
            && !PiiDeclaration.agree(before.schema().getField(field.name()), field)) {
          draft.report(
              mistakes,
              type,
              field.name(),
              "'pii' of field '%s' differs from that in %s".formatted(field.name(), before.file()),
              "Write the same in both");
        }
      }
    }
  }

  /** The event id must still tell events apart, and the event time must still be there. */
  static void keepIdentity(PipelineDraft draft, Mistakes mistakes, String role, String name) {
    for (DraftEventType type : draft.eventTypes()) {
      Schema.Field field = type.schema().getField(name);
      String method = field == null ? null : field.getProp(Pii.METHOD);
      if (method != null && !method.equals("hash")) {
        draft.report(
            mistakes,
            type,
            name,
            "field '%s' is the %s, and 'pii' '%s' would lose it".formatted(name, role, method),
            "Write \"pii\": \"hash\", or name another field");
      }
    }
  }
}
