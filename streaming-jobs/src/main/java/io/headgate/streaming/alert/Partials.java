package io.headgate.streaming.alert;

import io.headgate.streaming.alert.Partial.Merge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.expressions.aggregate.Average;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.expressions.aggregate.Max;
import org.apache.spark.sql.catalyst.expressions.aggregate.Min;
import org.apache.spark.sql.catalyst.expressions.aggregate.Sum;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import scala.collection.JavaConverters;

/** Takes measures apart into partial results, of which equal ones are computed once. */
final class Partials {
  /** As many columns as the table of buckets has for them. */
  static final int MOST = 16;

  private final List<Partial> found = new ArrayList<>();

  List<Partial> found() {
    return List.copyOf(found);
  }

  /**
   * A measure over merged partial results.
   *
   * @param measure analysed
   * @throws UnjudgedMetricException if it is not made of functions that merge
   */
  MeasureFormula formula(Expression measure) {
    if (!(measure.dataType() instanceof NumericType)) {
      throw new UnjudgedMetricException("it is no number but " + measure.dataType().sql());
    }
    return new MeasureFormula(new Column(overPartials(measure)).cast(DataTypes.DoubleType).expr());
  }

  private Expression overPartials(Expression expression) {
    if (expression instanceof AggregateExpression aggregate) {
      return merged(aggregate);
    }
    if (expression instanceof RuntimeReplaceable replaceable) {
      return overPartials(replaceable.replacement());
    }
    if (expression instanceof AttributeReference || expression instanceof SubqueryExpression) {
      throw new UnjudgedMetricException(
          "it needs '%s', which is no aggregate function".formatted(expression.sql()));
    }
    return expression.mapChildren(this::overPartials);
  }

  private Expression merged(AggregateExpression aggregate) {
    AggregateFunction function = aggregate.aggregateFunction();
    if (function instanceof RuntimeReplaceable replaceable) {
      function = (AggregateFunction) replaceable.replacement();
    }
    if (aggregate.isDistinct()) {
      throw new UnjudgedMetricException("distinct values of smaller windows do not add up");
    }
    if (function instanceof Count) {
      return typed(reference(Merge.SUM, function, aggregate, true), function);
    }
    if (function.dataType() instanceof NumericType) {
      if (function instanceof Sum) {
        return typed(reference(Merge.SUM, function, aggregate, false), function);
      }
      if (function instanceof Min) {
        return typed(reference(Merge.MIN, function, aggregate, false), function);
      }
      if (function instanceof Max) {
        return typed(reference(Merge.MAX, function, aggregate, false), function);
      }
      if (function instanceof Average average) {
        Expression child = average.child();
        var children = JavaConverters.asScalaBuffer(Arrays.asList(child)).toSeq();
        Column sum = reference(Merge.SUM, new Sum(child), aggregate, false);
        Column count = reference(Merge.SUM, new Count(children), aggregate, true);
        return typed(sum.divide(count), function);
      }
    }
    throw new UnjudgedMetricException(
        "%s of a window cannot be made from those of smaller windows"
            .formatted(function.prettyName()));
  }

  /** As the measure's own expression has it. */
  private static Expression typed(Column merged, AggregateFunction function) {
    return merged.cast(function.dataType()).expr();
  }

  private Column reference(
      Merge merge, AggregateFunction function, AggregateExpression of, boolean counts) {
    Partial partial =
        new Partial(merge, function.toAggregateExpression(false, of.filter()), counts);
    int at = 0;
    while (at < found.size() && !isSame(found.get(at), partial)) {
      at++;
    }
    if (at == MOST) {
      throw new UnjudgedMetricException(
          "the measures of the aggregate need more than %d partial results".formatted(MOST));
    }
    if (at == found.size()) {
      found.add(partial);
    }
    return new Column(new BoundReference(at, DataTypes.DoubleType, true));
  }

  private static boolean isSame(Partial one, Partial other) {
    return one.merge() == other.merge() && one.aggregate().semanticEquals(other.aggregate());
  }
}
