package io.headgate.platform.apply;

import com.fasterxml.jackson.core.JsonPointer;
import io.headgate.platform.contract.ClosestName;
import io.headgate.platform.contract.Mistakes;
import io.headgate.platform.contract.PipelineDraft;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Holds a rollup's checks against the columns that its SQL yields. */
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
      exists(check.appendProperty("column"));
      draft.texts(check, "columns").forEach(this::exists);
      if (draft.text(check, "type").orElse("").equals("range")) {
        isNumber(check.appendProperty("column"));
      }
      isAggregate(check.appendProperty("expression"));
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

  private void isNumber(JsonPointer at) {
    draft
        .text(at)
        .filter(name -> columns.getFieldIndex(name).isDefined())
        .filter(name -> !(columns.apply(name).dataType() instanceof NumericType))
        .ifPresent(
            name ->
                draft.report(
                    mistakes,
                    at,
                    "column '%s' is %s, and a range is one of numbers"
                        .formatted(name, columns.apply(name).dataType().simpleString()),
                    "Name a column of numbers"));
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
}
