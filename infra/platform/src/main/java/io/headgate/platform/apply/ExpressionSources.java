package io.headgate.platform.apply;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Exists;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** The columns that an expression needs, each with how it is used. */
final class ExpressionSources {
  /** Metadata by which the analyser marks the windows of {@code window} and session_window. */
  private static final List<String> TIME_WINDOWS =
      List.of("spark.timeWindow", "spark.sessionWindow");

  private final Function<ExprId, Set<ColumnSource>> scope;
  private final Function<LogicalPlan, ColumnFlow> subqueries;
  private final Set<ColumnSource> found = new LinkedHashSet<>();

  /**
   * @param scope where an attribute comes from
   * @param subqueries what a subquery in this scope yields
   */
  ExpressionSources(
      Function<ExprId, Set<ColumnSource>> scope, Function<LogicalPlan, ColumnFlow> subqueries) {
    this.scope = scope;
    this.subqueries = subqueries;
  }

  ExpressionSources addAll(Seq<? extends Expression> expressions, ColumnUse use) {
    for (Expression expression : JavaConverters.seqAsJavaList(expressions)) {
      add(expression, use);
    }
    return this;
  }

  ExpressionSources add(Expression expression, ColumnUse use) {
    if (expression instanceof Attribute attribute) {
      add(attribute.exprId(), use);
    } else if (expression instanceof OuterReference outer) {
      add(outer.e().exprId(), use);
    } else if (expression instanceof Alias alias) {
      addAlias(alias, use);
    } else if (expression instanceof SubqueryExpression subquery) {
      addSubquery(subquery, use);
    } else if (expression instanceof AggregateExpression aggregate) {
      addAll(aggregate.aggregateFunction().children(), use.then(ColumnUse.AGGREGATION));
      addOption(aggregate.filter(), use.then(ColumnUse.FILTER));
    } else if (expression instanceof WindowExpression window) {
      add(window.windowFunction(), use.then(ColumnUse.TRANSFORMATION));
      addAll(window.windowSpec().partitionSpec(), use.then(ColumnUse.WINDOW));
      addAll(window.windowSpec().orderSpec(), use.then(ColumnUse.WINDOW));
    } else if (expression instanceof If choice) {
      add(choice.predicate(), use.then(ColumnUse.CONDITIONAL));
      add(choice.trueValue(), use.then(ColumnUse.TRANSFORMATION));
      add(choice.falseValue(), use.then(ColumnUse.TRANSFORMATION));
    } else if (expression instanceof CaseWhen choice) {
      addCase(choice, use);
    } else {
      addAll(expression.children(), use.then(ColumnUse.TRANSFORMATION));
    }
    return this;
  }

  /** The attributes of an expression, whatever it does with them. */
  ExpressionSources addReferences(Expression expression, ColumnUse use) {
    return addAll(expression.references().toSeq(), use);
  }

  Set<ColumnSource> found() {
    return found;
  }

  private void add(ExprId attribute, ColumnUse use) {
    scope.apply(attribute).forEach(source -> found.add(source.usedAs(use)));
  }

  /** How a window of time is computed from its column is nobody's concern. */
  private void addAlias(Alias alias, ColumnUse use) {
    if (TIME_WINDOWS.stream().anyMatch(alias.metadata()::contains)) {
      addReferences(alias.child(), use.then(ColumnUse.TRANSFORMATION));
    } else {
      add(alias.child(), use);
    }
  }

  private void addCase(CaseWhen choice, ColumnUse use) {
    for (Tuple2<Expression, Expression> branch : JavaConverters.seqAsJavaList(choice.branches())) {
      add(branch._1(), use.then(ColumnUse.CONDITIONAL));
      add(branch._2(), use.then(ColumnUse.TRANSFORMATION));
    }
    addOption(choice.elseValue(), use.then(ColumnUse.TRANSFORMATION));
  }

  private void addSubquery(SubqueryExpression subquery, ColumnUse use) {
    LogicalPlan plan = subquery.plan();
    ColumnFlow flow = subqueries.apply(plan);
    flow.rows().forEach(source -> found.add(source.usedAs(use)));
    // Whether there is a row says nothing of its columns.
    if (!(subquery instanceof Exists)) {
      flow.output(plan)
          .forEach(sources -> sources.forEach(source -> found.add(source.usedAs(use))));
    }
  }

  private void addOption(Option<Expression> expression, ColumnUse use) {
    if (expression.isDefined()) {
      add(expression.get(), use);
    }
  }
}
