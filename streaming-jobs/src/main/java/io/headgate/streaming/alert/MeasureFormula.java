package io.headgate.streaming.alert;

import java.util.List;
import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;

/**
 * A measure as an expression of merged partial results: the one of the aggregate's SQL, with a
 * partial result in the place of each aggregate function.
 */
final class MeasureFormula {
  private final Expression expression;

  /**
   * @param expression yields a double
   */
  MeasureFormula(Expression expression) {
    this.expression = expression;
  }

  /** The value; null for none and for what is no number. */
  @Nullable
  Double value(List<Double> merged) {
    Double value = (Double) expression.eval(new GenericInternalRow(merged.toArray()));
    return value == null || value.isNaN() ? null : value;
  }
}
