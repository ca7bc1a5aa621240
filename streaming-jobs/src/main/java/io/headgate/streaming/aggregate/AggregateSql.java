package io.headgate.streaming.aggregate;

import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.PipelineContract;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.HashExpression;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceableAggregate;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** What the SQL of an aggregate says about itself. */
public final class AggregateSql {
  private AggregateSql() {}

  /**
   * The columns that a stream of the SQL needs: those that the SQL names, and what watermark and
   * deduplication look at. Producers may come to leave any of them null.
   */
  public static StructType streamed(SparkSession session, PipelineContract contract, String sql) {
    Set<String> needed = columns(session, contract, sql);
    needed.add(contract.eventTime().field());
    if (contract.delivery() == Delivery.EXACTLY_ONCE) {
      needed.add(contract.eventId());
    }
    StructType columns = new StructType();
    for (StructField column : EventColumns.of(contract).fields()) {
      if (needed.contains(column.name())) {
        columns = columns.add(column.name(), column.dataType(), true);
      }
    }
    return columns;
  }

  /** The columns of the view {@code events} that the SQL names, by a star too. */
  private static Set<String> columns(SparkSession session, PipelineContract contract, String sql) {
    // Not of the optimiser: it may have no use for a column that the SQL names all the same.
    LogicalPlan plan = analysed(session, contract, sql).queryExecution().analyzed();
    Set<Object> ofEvents = new HashSet<>();
    List<Attribute> named = new ArrayList<>();
    visit(
        plan,
        node -> {
          if (node instanceof View) {
            JavaConverters.seqAsJavaList(node.output())
                .forEach(attribute -> ofEvents.add(attribute.exprId()));
          }
        },
        expression -> {
          if (expression instanceof AttributeReference attribute) {
            named.add(attribute);
          }
        });
    Set<String> columns = new TreeSet<>();
    named.stream()
        .filter(attribute -> ofEvents.contains(attribute.exprId()))
        .forEach(attribute -> columns.add(attribute.name()));
    return columns;
  }

  /** The columns that the SQL yields. */
  static StructType schema(SparkSession session, PipelineContract contract, String sql) {
    return analysed(session, contract, sql).schema();
  }

  /**
   * The types that the state of the windows has, and those that decide which values are the same in
   * it. A sum of ints is the sum of longs and goes on; the greatest int, a sketch of ints or the
   * text of a float do not.
   */
  static List<String> state(SparkSession session, PipelineContract contract, String sql) {
    Set<String> types = new TreeSet<>();
    visit(
        analysed(session, contract, sql).queryExecution().analyzed(),
        node -> {
          if (node instanceof Aggregate aggregate) {
            types.add("key " + types(aggregate.groupingExpressions()));
          }
        },
        expression -> {
          if (expression instanceof RuntimeReplaceableAggregate) {
            // What replaces it is its child.
            return;
          }
          if (expression instanceof AggregateFunction function) {
            types.add(function.prettyName() + " " + types(function.aggBufferAttributes()));
          }
          if (dependsOnTypes(expression)) {
            types.add(expression.prettyName() + " of " + types(expression.children()));
          }
        });
    return List.copyOf(types);
  }

  /** Whether a number of a wider type and the same value may give another result. */
  private static boolean dependsOnTypes(Expression expression) {
    boolean ofNumbers =
        JavaConverters.seqAsJavaList(expression.children()).stream()
            .anyMatch(child -> child.dataType() instanceof NumericType);
    boolean isNumber =
        expression.dataType() instanceof NumericType
            || expression.dataType() instanceof BooleanType;
    return ofNumbers
        && (!isNumber
            || expression instanceof ImperativeAggregate
            || expression instanceof HashExpression);
  }

  private static String types(Seq<? extends Expression> expressions) {
    return JavaConverters.seqAsJavaList(expressions).stream()
        .map(expression -> expression.dataType().sql())
        .collect(Collectors.joining(", "));
  }

  private static Dataset<Row> analysed(
      SparkSession session, PipelineContract contract, String sql) {
    return withoutEvents(session, contract).sql(sql);
  }

  /** A session whose view {@code events} has the columns of a contract and no row. */
  public static SparkSession withoutEvents(SparkSession session, PipelineContract contract) {
    SparkSession analysis = session.newSession();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    analysis
        .createDataFrame(spark.<Row>emptyRDD(), EventColumns.of(contract))
        .createOrReplaceTempView("events");
    return analysis;
  }

  /** Visits a plan with its subqueries, and not what is behind a view. */
  static void visit(
      LogicalPlan plan, Consumer<LogicalPlan> nodes, Consumer<Expression> expressions) {
    nodes.accept(plan);
    if (plan instanceof View) {
      return;
    }
    for (Expression expression : JavaConverters.seqAsJavaList(plan.expressions())) {
      visit(expression, nodes, expressions);
    }
    for (LogicalPlan child : JavaConverters.seqAsJavaList(plan.children())) {
      visit(child, nodes, expressions);
    }
    for (Object inner : JavaConverters.seqAsJavaList(plan.innerChildren())) {
      if (inner instanceof LogicalPlan query) {
        visit(query, nodes, expressions);
      }
    }
  }

  private static void visit(
      Expression expression, Consumer<LogicalPlan> nodes, Consumer<Expression> expressions) {
    expressions.accept(expression);
    if (expression instanceof SubqueryExpression subquery) {
      visit(subquery.plan(), nodes, expressions);
    }
    for (Expression child : JavaConverters.seqAsJavaList(expression.children())) {
      visit(child, nodes, expressions);
    }
  }
}
