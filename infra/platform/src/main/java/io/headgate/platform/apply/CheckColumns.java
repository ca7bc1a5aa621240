package io.headgate.platform.apply;

import com.fasterxml.jackson.core.JsonPointer;
import io.headgate.platform.contract.ClosestName;
import io.headgate.platform.contract.Mistakes;
import io.headgate.platform.contract.PipelineDraft;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Holds a batch dataset's checks against the columns that its SQL yields. */
final class CheckColumns {
  private static final String ROWS = "rows";

  private final SparkSession spark;
  private final PipelineDraft draft;
  private final Mistakes mistakes;
  private final JsonPointer rollup;
  private final StructType columns;

  CheckColumns(
      SparkSession spark,
      PipelineDraft draft,
      Mistakes mistakes,
      JsonPointer rollup,
      StructType columns) {
    this.spark = spark;
    this.draft = draft;
    this.mistakes = mistakes;
    this.rollup = rollup;
    this.columns = columns;
  }

  void check() {
    for (JsonPointer check : draft.items(rollup.appendProperty("checks"))) {
      JsonPointer column = check.appendProperty("column");
      exists(column);
      draft.texts(check, "columns").forEach(this::exists);
      switch (draft.text(check, "type").orElse("")) {
        case "range" -> isNumber(column);
        case "allowed_values" -> new AllowedTexts(draft, mistakes, check).check(type(column));
        case "reference" -> isKey(check);
        case "freshness" -> isInstant(check);
        case "custom_sql" -> isCondition(check);
        default -> isAggregate(check.appendProperty("expression"));
      }
    }
  }

  private void exists(JsonPointer at) {
    draft
        .text(at)
        .filter(name -> columns.getFieldIndex(name).isEmpty())
        .ifPresent(
            name ->
                draft.report(
                    mistakes,
                    at,
                    "the check's column '%s' is not among the rollup's columns".formatted(name),
                    ClosestName.remedy(name, List.of(columns.fieldNames()))));
  }

  /** Of a column that is there, else null. */
  @Nullable
  private DataType type(JsonPointer at) {
    return draft
        .text(at)
        .filter(name -> columns.getFieldIndex(name).isDefined())
        .map(name -> columns.apply(name).dataType())
        .orElse(null);
  }

  private void isNumber(JsonPointer at) {
    DataType type = type(at);
    if (type != null && !(type instanceof NumericType)) {
      draft.report(
          mistakes,
          at,
          "column '%s' is %s, and a range is one of numbers"
              .formatted(draft.text(at).orElseThrow(), type.simpleString()),
          "Name a column of numbers");
    }
  }

  private void isInstant(JsonPointer check) {
    JsonPointer at = check.appendProperty("column");
    DataType type = type(at);
    if (type != null && !type.sameType(DataTypes.TimestampType)) {
      draft.report(
          mistakes,
          at,
          "check '%s' asks how fresh column '%s' is, which is %s and not a timestamp"
              .formatted(name(check), draft.text(at).orElseThrow(), type.simpleString()),
          "Name a column of timestamps, such as max(scheduled_at) AS latest_at");
    }
  }

  /** A value finds its row only when it has the type of the key. */
  private void isKey(JsonPointer check) {
    Map<String, JsonPointer> references = EnrichmentTypes.references(draft);
    JsonPointer at = check.appendProperty("reference");
    String named = draft.text(at).orElse(null);
    if (named == null) {
      return;
    }
    JsonPointer reference = references.get(named);
    if (reference == null) {
      draft.report(
          mistakes,
          at,
          "check '%s' looks into '%s', which is none of the references"
              .formatted(name(check), named),
          ClosestName.remedy(named, references.keySet()));
      return;
    }
    JsonPointer column = check.appendProperty("column");
    DataType type = type(column);
    EnrichmentTypes.type(draft, reference, draft.text(reference, "key").orElse(""))
        .filter(key -> type != null && !key.sameType(type))
        .ifPresent(
            key ->
                draft.report(
                    mistakes,
                    column,
                    "check '%s' looks for column '%s', which is %s, among keys that are %s"
                        .formatted(
                            name(check),
                            draft.text(column).orElseThrow(),
                            type.simpleString(),
                            key.simpleString()),
                    "Cast the column to the type of the key in the SQL"));
  }

  private void isCondition(JsonPointer check) {
    JsonPointer at = check.appendProperty("expression");
    String expression = draft.text(at).orElse(null);
    if (expression == null) {
      return;
    }
    try {
      DataType type = SqlView.of(spark, ROWS, columns).rowExpression(expression);
      if (!type.equals(DataTypes.BooleanType)) {
        draft.report(
            mistakes,
            at,
            "the expression of check '%s' yields %s and not true or false"
                .formatted(name(check), type.simpleString()),
            "Compare it with something");
      }
    } catch (SqlMistake e) {
      draft.report(
          mistakes,
          at,
          "the expression of check '%s' is refused: %s".formatted(name(check), e.getMessage()),
          "Write a condition on one row, such as delayed <= flights");
    }
  }

  private void isAggregate(JsonPointer at) {
    String expression = draft.text(at).orElse(null);
    if (expression == null) {
      return;
    }
    try {
      var type = SqlView.of(spark, ROWS, columns).aggregateExpression(expression);
      if (!(type instanceof NumericType)) {
        draft.report(
            mistakes,
            at,
            "the check's expression yields %s and not a number".formatted(type.simpleString()),
            "Write an aggregate such as sum(flights)");
      }
    } catch (SqlMistake e) {
      draft.report(
          mistakes,
          at,
          "the check's expression is refused: " + e.getMessage(),
          "Write an aggregate such as sum(flights)");
    }
  }

  private String name(JsonPointer check) {
    return draft.text(check, "name").orElse("");
  }
}
