package io.headgate.platform.apply;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Walks an analysed plan from its leaves up, and says where each attribute comes from. */
final class PlanSources {
  private final BiFunction<LogicalPlan, Attribute, Set<ColumnSource>> leaves;
  private final Map<Long, CommonTable> commonTables = new HashMap<>();

  private record CommonTable(List<Set<ColumnSource>> output, Set<ColumnSource> rows) {}

  /**
   * @param leaves where an attribute of a table comes from
   */
  PlanSources(BiFunction<LogicalPlan, Attribute, Set<ColumnSource>> leaves) {
    this.leaves = leaves;
  }

  ColumnFlow of(LogicalPlan plan) {
    return of(plan, ColumnFlow.empty());
  }

  /**
   * @param outer what a subquery sees of the query around it
   */
  private ColumnFlow of(LogicalPlan plan, ColumnFlow outer) {
    if (plan instanceof WithCTE with) {
      for (CTERelationDef table : JavaConverters.seqAsJavaList(with.cteDefs())) {
        ColumnFlow flow = of(table.child(), outer);
        commonTables.put(table.id(), new CommonTable(flow.output(table.child()), flow.rows()));
      }
      return of(with.plan(), outer);
    }
    if (plan instanceof CTERelationRef reference) {
      return common(reference);
    }
    ColumnFlow flow = ColumnFlow.empty();
    if (plan.children().isEmpty()) {
      for (Attribute attribute : ColumnFlow.attributes(plan)) {
        flow.put(attribute, leaves.apply(plan, attribute));
      }
      return flow;
    }
    for (LogicalPlan child : JavaConverters.seqAsJavaList(plan.children())) {
      flow.addAll(of(child, outer));
    }
    new Node(flow, outer).apply(plan);
    return flow;
  }

  private ColumnFlow common(CTERelationRef reference) {
    CommonTable table = commonTables.get(reference.cteId());
    ColumnFlow flow = ColumnFlow.empty();
    List<Attribute> attributes = ColumnFlow.attributes(reference);
    for (int i = 0; table != null && i < attributes.size(); i++) {
      flow.put(attributes.get(i), table.output().get(i));
    }
    if (table != null) {
      flow.rows().addAll(table.rows());
    }
    return flow;
  }

  /** What one node adds to what its children yield. */
  private final class Node {
    private final ColumnFlow flow;
    private final ColumnFlow outer;

    Node(ColumnFlow flow, ColumnFlow outer) {
      this.flow = flow;
      this.outer = outer;
    }

    void apply(LogicalPlan plan) {
      if (plan instanceof Project project) {
        put(project.projectList());
      } else if (plan instanceof Aggregate aggregate) {
        rows(aggregate.groupingExpressions(), ColumnUse.GROUP_BY);
        put(aggregate.aggregateExpressions());
      } else if (plan instanceof Window window) {
        put(window.windowExpressions());
      } else if (plan instanceof Filter filter) {
        flow.rows().addAll(sources().add(filter.condition(), ColumnUse.FILTER).found());
      } else if (plan instanceof Join join) {
        if (join.condition().isDefined()) {
          flow.rows().addAll(sources().add(join.condition().get(), ColumnUse.JOIN).found());
        }
      } else if (plan instanceof Sort sort) {
        rows(sort.order(), ColumnUse.SORT);
      } else if (plan instanceof Generate generate) {
        Set<ColumnSource> made =
            sources().add((Expression) generate.generator(), ColumnUse.TRANSFORMATION).found();
        JavaConverters.seqAsJavaList(generate.generatorOutput())
            .forEach(attribute -> flow.put(attribute, made));
      } else if (plan instanceof Expand expand) {
        expand(expand);
      } else if (plan instanceof Union) {
        union(plan);
      } else {
        laterals(plan);
      }
      byPosition(plan);
    }

    private void put(Seq<NamedExpression> expressions) {
      for (NamedExpression named : JavaConverters.seqAsJavaList(expressions)) {
        flow.columns()
            .put(named.exprId(), sources().add((Expression) named, ColumnUse.IDENTITY).found());
      }
    }

    private void rows(Seq<? extends Expression> expressions, ColumnUse use) {
      flow.rows().addAll(sources().addAll(expressions, use).found());
    }

    /** Sliding windows: one row becomes several, each in another window. */
    private void expand(Expand expand) {
      List<Attribute> output = ColumnFlow.attributes(expand);
      Map<ExprId, Set<ColumnSource>> made = new HashMap<>();
      for (Seq<Expression> projection : JavaConverters.seqAsJavaList(expand.projections())) {
        List<Expression> expressions = JavaConverters.seqAsJavaList(projection);
        for (int i = 0; i < output.size(); i++) {
          Expression expression = expressions.get(i);
          ColumnUse use =
              expression instanceof Attribute ? ColumnUse.IDENTITY : ColumnUse.TRANSFORMATION;
          made.computeIfAbsent(output.get(i).exprId(), id -> new LinkedHashSet<>())
              .addAll(sources().addReferences(expression, use).found());
        }
      }
      flow.columns().putAll(made);
    }

    private void union(LogicalPlan plan) {
      List<Attribute> output = ColumnFlow.attributes(plan);
      Map<ExprId, Set<ColumnSource>> made = new HashMap<>();
      for (LogicalPlan child : JavaConverters.seqAsJavaList(plan.children())) {
        List<Set<ColumnSource>> columns = flow.output(child);
        for (int i = 0; i < output.size(); i++) {
          made.computeIfAbsent(output.get(i).exprId(), id -> new LinkedHashSet<>())
              .addAll(columns.get(i));
        }
      }
      flow.columns().putAll(made);
    }

    /** A lateral join holds its other side as an expression. */
    private void laterals(LogicalPlan plan) {
      for (Expression expression : JavaConverters.seqAsJavaList(plan.expressions())) {
        if (expression instanceof SubqueryExpression subquery) {
          flow.addAll(subquery(subquery.plan()));
        }
      }
    }

    /** Some nodes give the columns of their child new ids and nothing else. */
    private void byPosition(LogicalPlan plan) {
      LogicalPlan child = plan.children().apply(0);
      List<Attribute> output = ColumnFlow.attributes(plan);
      List<Set<ColumnSource>> columns = flow.output(child);
      for (int i = 0; output.size() == columns.size() && i < output.size(); i++) {
        flow.columns().putIfAbsent(output.get(i).exprId(), columns.get(i));
      }
    }

    private ExpressionSources sources() {
      return new ExpressionSources(this::source, this::subquery);
    }

    private Set<ColumnSource> source(ExprId attribute) {
      Set<ColumnSource> sources = flow.columns().get(attribute);
      return sources == null ? outer.of(attribute) : sources;
    }

    private ColumnFlow subquery(LogicalPlan plan) {
      ColumnFlow around = ColumnFlow.empty();
      around.addAll(outer);
      around.addAll(flow);
      return of(plan, around);
    }

    private ColumnFlow of(LogicalPlan plan, ColumnFlow around) {
      return PlanSources.this.of(plan, around);
    }
  }
}
