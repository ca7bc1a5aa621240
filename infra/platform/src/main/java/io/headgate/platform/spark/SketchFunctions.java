package io.headgate.platform.spark;

import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.expressions.SparkUserDefinedFunction;
import org.apache.spark.sql.expressions.UserDefinedAggregator;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import scala.Function1;
import scala.Option;
import scala.Tuple3;
import scala.collection.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Spark SQL's functions for quantiles of levels, beside its own {@code hll_} for distinct counts:
 *
 * <ul>
 *   <li>{@code dd_sketch_agg(number)}: the {@link QuantileSketch} of a group, as binary
 *   <li>{@code dd_union_agg(sketch)}: the sketch of all values behind the group's sketches
 *   <li>{@code dd_sketch_quantile(sketch, quantile)}: a double; null of a sketch without values
 * </ul>
 *
 * An extension, for {@code spark.sql.extensions}, as functions that are registered by hand are not
 * known to further sessions of an application.
 */
public final class SketchFunctions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    inject(
        extensions,
        "dd_sketch_agg",
        aggregate(functions.udaf(new QuantileSketch.OfValues(), Encoders.DOUBLE())));
    inject(
        extensions,
        "dd_union_agg",
        aggregate(functions.udaf(new QuantileSketch.OfSketches(), Encoders.BINARY())));
    UDF2<byte[], Number, Double> quantile = QuantileSketch::quantile;
    SparkUserDefinedFunction ofSketch =
        (SparkUserDefinedFunction) functions.udf(quantile, DataTypes.DoubleType);
    inject(
        extensions,
        "dd_sketch_quantile",
        new AbstractFunction1<>() {
          @Override
          public Expression apply(Seq<Expression> arguments) {
            return ofSketch.withName("dd_sketch_quantile").createScalaUDF(arguments);
          }
        });
    return BoxedUnit.UNIT;
  }

  private static Function1<Seq<Expression>, Expression> aggregate(Object function) {
    UserDefinedAggregator<?, ?, ?> aggregator = (UserDefinedAggregator<?, ?, ?>) function;
    return new AbstractFunction1<>() {
      @Override
      public Expression apply(Seq<Expression> arguments) {
        return aggregator.scalaAggregator(arguments);
      }
    };
  }

  private static void inject(
      SparkSessionExtensions extensions,
      String name,
      Function1<Seq<Expression>, Expression> function) {
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(name, Option.empty()),
            new ExpressionInfo(SketchFunctions.class.getName(), name),
            function));
  }
}
