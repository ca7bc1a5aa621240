package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** References and enrichments: where rows come from, and which names lead where. */
final class EnrichmentNames {
  private final PipelineDraft draft;
  private final Mistakes mistakes;
  private final Map<String, JsonPointer> references = new HashMap<>();

  private EnrichmentNames(PipelineDraft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
  }

  static void check(PipelineDraft draft, Mistakes mistakes) {
    var names = new EnrichmentNames(draft, mistakes);
    for (JsonPointer reference : draft.items("references")) {
      draft.text(reference, "name").ifPresent(name -> names.references.put(name, reference));
      names.checkReference(reference);
    }
    names.checkEnrichments();
  }

  private void checkReference(JsonPointer reference) {
    List<String> columns = keys(reference);
    JsonPointer key = reference.appendProperty("key");
    draft
        .text(key)
        .filter(name -> !columns.contains(name))
        .ifPresent(
            name ->
                draft.report(
                    mistakes,
                    key,
                    "key '%s' is not among the reference's columns".formatted(name),
                    ClosestName.remedy(name, columns)));
    boolean csv = draft.has(reference, "csv");
    if (csv == draft.has(reference, "jdbc")) {
      draft.report(
          mistakes,
          reference,
          csv
              ? "the reference has both 'csv' and 'jdbc'"
              : "the reference has neither 'csv' nor 'jdbc'",
          "Give csv: a file of the folder, or jdbc: a table");
    }
    String file = draft.text(reference, "csv").orElse("");
    if (draft.texts().containsKey(file)) {
      new CsvHeader(file, draft.texts().get(file)).requireColumns(columns, mistakes);
    }
  }

  private void checkEnrichments() {
    Map<String, String> taken = new HashMap<>();
    for (DraftEventType type : draft.eventTypes()) {
      type.schema()
          .getFields()
          .forEach(
              field -> taken.put(lower(field.name()), "a field of " + type.schema().getName()));
    }
    EventSchemaFile.RESERVED.forEach(name -> taken.put(name, "a column of its own"));
    for (JsonPointer enrichment : draft.items("enrichments")) {
      checkField(enrichment);
      checkColumns(enrichment);
      for (JsonPointer at : draft.entries(enrichment, "columns")) {
        draft
            .text(at)
            .ifPresent(
                column -> {
                  String before =
                      taken.putIfAbsent(lower(column), "a column of another enrichment");
                  if (before != null) {
                    draft.report(
                        mistakes,
                        at,
                        "the enrichment's column '%s' is %s already".formatted(column, before),
                        "Give it another name");
                  }
                });
      }
    }
  }

  private void checkField(JsonPointer enrichment) {
    JsonPointer at = enrichment.appendProperty("field");
    String name = draft.text(at).orElse(null);
    if (name == null || !draft.eventTypesComplete()) {
      return;
    }
    List<Schema.Field> fields =
        draft.eventTypes().stream()
            .flatMap(type -> Stream.ofNullable(type.schema().getField(name)))
            .toList();
    if (fields.isEmpty()) {
      draft.report(
          mistakes,
          at,
          "field names '%s', which is no field of an event".formatted(name),
          ClosestName.remedy(name, fieldNames()));
    } else if (fields.stream().anyMatch(field -> field.getProp(Pii.METHOD) != null)) {
      draft.report(
          mistakes,
          at,
          "field '%s' is masked before events are enriched, so no key matches it".formatted(name),
          "Name another field");
    }
  }

  private void checkColumns(JsonPointer enrichment) {
    JsonPointer at = enrichment.appendProperty("reference");
    String name = draft.text(at).orElse(null);
    if (name == null) {
      return;
    }
    if (!references.containsKey(name)) {
      draft.report(
          mistakes,
          at,
          "reference names '%s', which is none of the references".formatted(name),
          ClosestName.remedy(name, references.keySet()));
      return;
    }
    List<String> known = keys(references.get(name));
    for (JsonPointer column : draft.entries(enrichment, "columns")) {
      String key = column.last().getMatchingProperty();
      if (!known.contains(key)) {
        draft.report(
            mistakes,
            column,
            "'%s' is no column of reference '%s'".formatted(key, name),
            ClosestName.remedy(key, known));
      }
    }
  }

  private List<String> keys(JsonPointer reference) {
    return draft.entries(reference, "columns").stream()
        .map(column -> column.last().getMatchingProperty())
        .toList();
  }

  private Set<String> fieldNames() {
    return draft.eventTypes().stream()
        .flatMap(type -> type.schema().getFields().stream())
        .map(Schema.Field::name)
        .collect(Collectors.toSet());
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
