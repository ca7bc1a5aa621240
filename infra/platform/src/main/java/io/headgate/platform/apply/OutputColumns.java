package io.headgate.platform.apply;

import com.fasterxml.jackson.core.JsonPointer;
import io.headgate.platform.contract.ClosestName;
import io.headgate.platform.contract.Mistakes;
import io.headgate.platform.contract.PipelineDraft;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What the columns of an aggregate or rollup must be like. */
final class OutputColumns {
  private static final List<String> WINDOW = List.of("window_start", "window_end");

  /** The analyst views add it. */
  private static final String STATUS = "status";

  private final PipelineDraft draft;
  private final Mistakes mistakes;
  private final JsonPointer item;
  private final String file;
  private final StructType columns;

  OutputColumns(PipelineDraft draft, Mistakes mistakes, JsonPointer item, StructType columns) {
    this(draft, mistakes, item, draft.text(item, "sql").orElseThrow(), columns);
  }

  /**
   * @param file the one that a mistake is told of
   */
  OutputColumns(
      PipelineDraft draft, Mistakes mistakes, JsonPointer item, String file, StructType columns) {
    this.draft = draft;
    this.mistakes = mistakes;
    this.item = item;
    this.file = file;
    this.columns = columns;
  }

  void check() {
    names();
    for (String name : WINDOW) {
      if (columns.getFieldIndex(name).isEmpty()) {
        mistakes.add(
            file,
            1,
            "the SQL yields no column '%s'".formatted(name),
            "Group by window(...) and select window.start AS window_start, window.end AS window_end");
      } else if (!columns.apply(name).dataType().equals(DataTypes.TimestampType)) {
        mistakes.add(
            file, 1, "column '%s' is not a timestamp".formatted(name), "Take it from window(...)");
      }
    }
    for (JsonPointer at : draft.texts(item, "key")) {
      String name = draft.text(at).orElseThrow();
      if (columns.getFieldIndex(name).isEmpty()) {
        draft.report(
            mistakes,
            at,
            "key column '%s' is not among the columns of %s".formatted(name, file),
            ClosestName.remedy(name, List.of(columns.fieldNames())));
      } else if (columns.apply(name).nullable()) {
        // ClickHouse would keep it as '' or 0, in one row with those that are.
        draft.report(
            mistakes,
            at,
            "key column '%s' of %s may be null".formatted(name, file),
            "Write coalesce(%1$s, ...) AS %1$s".formatted(name));
      }
    }
  }

  private void names() {
    Set<String> seen = new HashSet<>();
    for (StructField column : columns.fields()) {
      String name = column.name();
      if (!seen.add(name.toLowerCase(Locale.ROOT))) {
        mistakes.add(file, 1, "two columns are named '%s'".formatted(name), "Rename one of them");
      } else if (!name.matches("[a-z][a-z0-9_]*") || name.equals(STATUS)) {
        mistakes.add(
            file,
            1,
            "'%s' cannot be the name of a column".formatted(name),
            "Give it another one with AS, of lower-case letters, digits and _");
      } else if (ClickHouseType.of(column.dataType()).isEmpty() && !isState(column)) {
        mistakes.add(
            file,
            1,
            "column '%s' is %s, which ClickHouse has no like of"
                .formatted(name, column.dataType().simpleString()),
            "Cast it, or take it apart");
      }
    }
  }

  /** Only batch has a use for it: a stream keeps its state itself. */
  private boolean isState(StructField column) {
    return draft.text(item, "grain").isPresent()
        && column.dataType().equals(DataTypes.BinaryType)
        && draft.texts(item, "key").stream()
            .noneMatch(at -> draft.text(at).orElse("").equals(column.name()));
  }

  /** A rollup that finalizes an aggregate writes into its table, so it must yield the same. */
  void sameAs(Map<String, StructType> aggregates) {
    JsonPointer at = item.appendProperty("finalizes");
    String name = draft.text(at).orElse("");
    StructType wanted = aggregates.get(name);
    if (wanted != null && !ddl(wanted).equals(ddl(columns))) {
      draft.report(
          mistakes,
          at,
          "%s yields (%s), and '%s', which it finalizes, yields (%s)"
              .formatted(file, ddl(columns), name, ddl(wanted)),
          "Select the same columns in both");
    }
  }

  private static String ddl(StructType columns) {
    StringBuilder text = new StringBuilder();
    for (StructField column : ClickHouseType.shown(columns)) {
      DataType type = column.dataType();
      text.append(text.isEmpty() ? "" : ", ").append(column.name()).append(' ');
      text.append(type.simpleString());
    }
    return text.toString();
  }
}
