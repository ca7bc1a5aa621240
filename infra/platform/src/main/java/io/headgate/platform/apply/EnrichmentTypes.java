package io.headgate.platform.apply;

import com.fasterxml.jackson.core.JsonPointer;
import io.headgate.platform.contract.Mistakes;
import io.headgate.platform.contract.PipelineDraft;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** The types of what a folder's enrichments look up and add. */
final class EnrichmentTypes {
  private final PipelineDraft draft;
  private final Mistakes mistakes;
  private final StructType event;

  EnrichmentTypes(PipelineDraft draft, Mistakes mistakes, StructType event) {
    this.draft = draft;
    this.mistakes = mistakes;
    this.event = event;
  }

  /** A value finds its row only when it has the type of the key. */
  void check() {
    Map<String, JsonPointer> references = references(draft);
    for (JsonPointer enrichment : draft.items("enrichments")) {
      JsonPointer at = enrichment.appendProperty("field");
      String field = draft.text(at).orElse("");
      JsonPointer reference = references.get(draft.text(enrichment, "reference").orElse(""));
      if (reference == null || event.getFieldIndex(field).isEmpty()) {
        continue;
      }
      DataType type = event.apply(field).dataType();
      type(draft, reference, draft.text(reference, "key").orElse(""))
          .filter(key -> !key.sameType(type))
          .ifPresent(
              key ->
                  draft.report(
                      mistakes,
                      at,
                      "field '%s' is %s, and the key of the reference is %s"
                          .formatted(field, type.simpleString(), key.simpleString()),
                      "Give the key the type of the field"));
    }
  }

  /** The columns that can be told, all nullable. */
  static StructType columns(PipelineDraft draft) {
    Map<String, JsonPointer> references = references(draft);
    StructType columns = new StructType();
    for (JsonPointer enrichment : draft.items("enrichments")) {
      JsonPointer reference = references.get(draft.text(enrichment, "reference").orElse(""));
      for (JsonPointer at : draft.entries(enrichment, "columns")) {
        Optional<String> name = draft.text(at);
        Optional<DataType> type =
            Optional.ofNullable(reference)
                .flatMap(from -> type(draft, from, at.last().getMatchingProperty()));
        if (name.isPresent() && type.isPresent() && columns.getFieldIndex(name.get()).isEmpty()) {
          columns = columns.add(name.get(), type.get(), true);
        }
      }
    }
    return columns;
  }

  /** Where each reference stands, by name. */
  static Map<String, JsonPointer> references(PipelineDraft draft) {
    Map<String, JsonPointer> references = new HashMap<>();
    for (JsonPointer reference : draft.items("references")) {
      draft.text(reference, "name").ifPresent(name -> references.put(name, reference));
    }
    return references;
  }

  /** The type of a reference's column, when it can be told. */
  static Optional<DataType> type(PipelineDraft draft, JsonPointer reference, String name) {
    return draft
        .text(reference.appendProperty("columns").appendProperty(name))
        .filter(EventColumns::isType)
        .map(EventColumns::type);
  }
}
