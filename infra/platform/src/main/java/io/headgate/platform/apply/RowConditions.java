package io.headgate.platform.apply;

import com.fasterxml.jackson.core.JsonPointer;
import io.headgate.platform.contract.Mistakes;
import io.headgate.platform.contract.PipelineDraft;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Holds filter and rules, which look at one event as it was sent, against its fields. */
final class RowConditions {
  private final PipelineDraft draft;
  private final Mistakes mistakes;
  private final SqlView view;

  RowConditions(SparkSession spark, PipelineDraft draft, Mistakes mistakes, StructType plain) {
    this.draft = draft;
    this.mistakes = mistakes;
    this.view = SqlView.of(spark, SqlView.EVENTS, plain);
  }

  void check() {
    check("filter", JsonPointer.compile("/filter"));
    draft.items("rules").forEach(item -> check("rule", item.appendProperty("expression")));
  }

  private void check(String kind, JsonPointer at) {
    String expression = draft.text(at).orElse(null);
    if (expression == null) {
      return;
    }
    try {
      var type = view.rowExpression(expression);
      if (!type.equals(DataTypes.BooleanType)) {
        draft.report(
            mistakes,
            at,
            "the %s yields %s and not true or false".formatted(kind, type.simpleString()),
            "Compare it with something");
      }
    } catch (SqlMistake e) {
      draft.report(
          mistakes, at, "the %s is refused: %s".formatted(kind, e.getMessage()), "Correct it");
    }
  }
}
