package io.headgate.platform.contract;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * Holds what schemas say about personal data against what can be masked. What stands where it would
 * be overlooked is a mistake too: it would let plain values through.
 */
final class PiiFields {
  private static final List<String> METHODS =
      Arrays.stream(PiiMethod.values())
          .map(method -> method.name().toLowerCase(Locale.ROOT))
          .toList();

  private final EventSchemaFile file;

  PiiFields(EventSchemaFile file) {
    this.file = file;
  }

  void check(Schema event) {
    for (Schema.Field field : event.getFields()) {
      checkField(field);
      if (standsWithin(field.schema(), new HashSet<>())) {
        file.report(
            field.name(),
            "'pii' stands within the type of field '%s', where it masks nothing"
                .formatted(field.name()),
            "Write it beside the name of a field of the event itself");
      }
    }
  }

  private void checkField(Schema.Field field) {
    String name = field.name();
    Object method = field.getObjectProp(Pii.METHOD);
    Object keep = field.getObjectProp(Pii.KEEP);
    if (method == null) {
      if (keep != null) {
        file.report(name, "field '%s' has 'pii_keep' and no 'pii'".formatted(name), "Add pii");
      }
      return;
    }
    if (!METHODS.contains(method.toString())) {
      file.report(
          name,
          "'pii' of field '%s' is '%s', which is not known".formatted(name, method),
          ClosestName.remedy(method.toString(), METHODS));
      return;
    }
    if (!method.equals("drop") && !isString(field.schema())) {
      file.report(
          name,
          "'pii' of field '%s' is '%s', and the field is no string".formatted(name, method),
          "Make it a string, or write \"pii\": \"drop\"");
    }
    boolean truncates = method.equals("truncate");
    if (truncates && !(keep instanceof Integer count && count >= 0)) {
      file.report(
          name,
          "'pii' of field '%s' is 'truncate' without a number of characters to keep"
              .formatted(name),
          "Add \"pii_keep\": 2, or another number");
    } else if (!truncates && keep != null) {
      file.report(
          name,
          "field '%s' has 'pii_keep', and '%s' keeps nothing".formatted(name, method),
          "Remove it, or write \"pii\": \"truncate\"");
    }
  }

  private static boolean isString(Schema schema) {
    return schema.isUnion()
        ? schema.getTypes().stream()
            .filter(type -> type.getType() != Schema.Type.NULL)
            .allMatch(type -> type.getType() == Schema.Type.STRING)
        : schema.getType() == Schema.Type.STRING;
  }

  private static boolean standsWithin(Schema type, Set<String> seen) {
    if (type.getObjectProp(Pii.METHOD) != null) {
      return true;
    }
    return switch (type.getType()) {
      case RECORD ->
          // A record may hold itself.
          seen.add(type.getFullName())
              && type.getFields().stream()
                  .anyMatch(
                      field ->
                          field.getObjectProp(Pii.METHOD) != null
                              || standsWithin(field.schema(), seen));
      case UNION -> type.getTypes().stream().anyMatch(each -> standsWithin(each, seen));
      case ARRAY -> standsWithin(type.getElementType(), seen);
      case MAP -> standsWithin(type.getValueType(), seen);
      default -> false;
    };
  }

  /** One column is masked one way, whichever type of event it came from. */
  static void agree(PipelineDraft draft, Mistakes mistakes) {
    Map<String, DraftEventType> first = new TreeMap<>();
    for (DraftEventType type : draft.eventTypes()) {
      for (Schema.Field field : type.schema().getFields()) {
        DraftEventType before = first.putIfAbsent(field.name(), type);
        if (before != null
            && !declared(before.schema().getField(field.name())).equals(declared(field))) {
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

  private static List<Optional<Object>> declared(Schema.Field field) {
    return List.of(
        Optional.ofNullable(field.getObjectProp(Pii.METHOD)),
        Optional.ofNullable(field.getObjectProp(Pii.KEEP)));
  }
}
