package io.headgate.platform.apply;

import io.headgate.platform.contract.DraftEventType;
import io.headgate.platform.contract.Mistakes;
import io.headgate.platform.contract.PipelineDraft;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a folder's events, as {@link EventColumns} will say them. */
final class DraftColumns {
  private final PipelineDraft draft;
  private final Mistakes mistakes;
  private final ColumnUnion union = new ColumnUnion();
  private boolean known;

  DraftColumns(PipelineDraft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
    this.known = draft.eventTypesComplete();
    Map<String, String> spelt = new HashMap<>();
    for (DraftEventType type : draft.eventTypes()) {
      add(type);
      for (Schema.Field field : type.schema().getFields()) {
        String before = spelt.putIfAbsent(field.name().toLowerCase(Locale.ROOT), field.name());
        if (before != null && !before.equals(field.name())) {
          draft.report(
              mistakes,
              type,
              field.name(),
              "field '%s' differs from '%s' of another event type in upper and lower case only"
                  .formatted(field.name(), before),
              "Spell both the same");
        }
      }
    }
    new EnrichmentTypes(draft, mistakes, union.columns()).check();
  }

  private void add(DraftEventType type) {
    try {
      for (ColumnUnion.Conflict conflict : union.add(EventColumns.of(type.schema()))) {
        draft.report(
            mistakes,
            type,
            conflict.column(),
            "field '%s' is %s, and %s in another event type: they cannot be one column"
                .formatted(
                    conflict.column(),
                    conflict.added().simpleString(),
                    conflict.before().simpleString()),
            "Give them one type, or the field another name");
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // Scala code throws it unchecked: for a record that holds itself, for example.
      mistakes.add(
          type.file(),
          1,
          "no table can hold it: "
              + e.getMessage().strip().lines().findFirst().orElse("").replaceAll("[.:]+$", ""),
          "Correct the schema");
      known = false;
    }
  }

  /** The fields as they are sent; empty when a schema could not be read. */
  Optional<StructType> plain() {
    return known ? Optional.of(union.columns()) : Optional.empty();
  }

  /** The view {@code events}. */
  Optional<StructType> events() {
    return plain().map(this::events);
  }

  private StructType events(StructType plain) {
    StructType columns = new StructType();
    for (StructField column : plain.fields()) {
      columns = isDropped(column.name()) ? columns : columns.add(column);
    }
    for (StructField column : EnrichmentTypes.columns(draft).fields()) {
      columns = columns.getFieldIndex(column.name()).isDefined() ? columns : columns.add(column);
    }
    return columns.add(EventColumns.EVENT_TYPE, DataTypes.StringType, false);
  }

  private boolean isDropped(String name) {
    return draft.eventTypes().stream()
        .map(type -> type.schema().getField(name))
        .anyMatch(field -> field != null && "drop".equals(field.getProp("pii")));
  }
}
