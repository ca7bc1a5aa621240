package io.headgate.platform.apply;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.contract.Mistakes;
import io.headgate.platform.contract.PipelineDraft;
import javax.annotation.Nullable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;

/** Holds the values that a check allows against the type of its column. */
record AllowedTexts(PipelineDraft draft, Mistakes mistakes, JsonPointer check) {
  private static final String REMEDY =
      "Write the values as the column has them, texts that look like numbers or booleans in quotes";

  /**
   * A value that the column's text can never be would make every such row fail.
   *
   * @param type of the column; null when it is not there
   */
  void check(@Nullable DataType type) {
    if (type == null) {
      return;
    }
    if (!(type.equals(DataTypes.StringType)
        || type.equals(DataTypes.BooleanType)
        || type instanceof IntegralType)) {
      report(
          check.appendProperty("column"),
          "check '%s' lists values of column '%s', which is %s"
              .formatted(text("name"), text("column"), type.simpleString()),
          "Name a column of strings, whole numbers or booleans, or write a range");
      return;
    }
    for (JsonPointer at : draft.items(check.appendProperty("values"))) {
      JsonNode value = draft.yaml().root().at(at);
      if (!fits(type, value)) {
        report(
            at,
            "check '%s' allows %s, which column '%s' (%s) cannot be"
                .formatted(text("name"), value, text("column"), type.simpleString()),
            REMEDY);
      }
    }
  }

  private static boolean fits(DataType type, JsonNode value) {
    if (type.equals(DataTypes.StringType)) {
      return value.isTextual();
    }
    return type.equals(DataTypes.BooleanType) ? value.isBoolean() : value.isIntegralNumber();
  }

  private String text(String key) {
    return draft.text(check, key).orElse("");
  }

  private void report(JsonPointer at, String reason, String remedy) {
    draft.report(mistakes, at, reason, remedy);
  }
}
