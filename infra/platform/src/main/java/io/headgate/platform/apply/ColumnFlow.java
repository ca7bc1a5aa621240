package io.headgate.platform.apply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.JavaConverters;

/**
 * What a node of a plan yields.
 *
 * @param columns where each attribute comes from, by its id; also of attributes that the node has
 *     left out again
 * @param rows what decides which rows there are
 */
record ColumnFlow(Map<ExprId, Set<ColumnSource>> columns, Set<ColumnSource> rows) {
  static ColumnFlow empty() {
    return new ColumnFlow(new HashMap<>(), new LinkedHashSet<>());
  }

  void addAll(ColumnFlow other) {
    columns.putAll(other.columns);
    rows.addAll(other.rows);
  }

  void put(Attribute attribute, Set<ColumnSource> sources) {
    columns.put(attribute.exprId(), sources);
  }

  Set<ColumnSource> of(ExprId attribute) {
    return columns.getOrDefault(attribute, Set.of());
  }

  /** The sources of a node's output, in its order. */
  List<Set<ColumnSource>> output(LogicalPlan plan) {
    List<Set<ColumnSource>> sources = new ArrayList<>();
    for (Attribute attribute : attributes(plan)) {
      sources.add(of(attribute.exprId()));
    }
    return sources;
  }

  static List<Attribute> attributes(LogicalPlan plan) {
    return JavaConverters.seqAsJavaList(plan.output());
  }
}
