package io.headgate.platform.apply;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * What the result of a query comes from.
 *
 * @param columns the sources of each column, in order
 * @param rows the sources that decide which rows there are
 */
record SqlSources(Map<String, Set<ColumnSource>> columns, Set<ColumnSource> rows) {

  /** Of a query over the view {@code events}, whose columns are those of dataset {@code events}. */
  static SqlSources of(LogicalPlan plan) {
    ColumnFlow flow = new PlanSources(SqlSources::leaf).of(plan);
    Map<String, Set<ColumnSource>> columns = new LinkedHashMap<>();
    for (Attribute attribute : ColumnFlow.attributes(plan)) {
      columns.put(attribute.name(), flow.of(attribute.exprId()));
    }
    return new SqlSources(columns, flow.rows());
  }

  private static Set<ColumnSource> leaf(LogicalPlan table, Attribute attribute) {
    if (table instanceof LocalRelation && SqlView.origin(attribute).equals(SqlView.NOWHERE)) {
      return Set.of();
    }
    if (table instanceof LocalRelation) {
      return Set.of(
          new ColumnSource(SqlView.origin(attribute), attribute.name(), ColumnUse.IDENTITY));
    }
    if (table instanceof DataSourceV2Relation relation && relation.identifier().isDefined()) {
      return Set.of(
          new ColumnSource(
              name(relation.identifier().get()), attribute.name(), ColumnUse.IDENTITY));
    }
    // A row of constants.
    return Set.of();
  }

  private static String name(Identifier table) {
    return String.join(".", List.of(table.namespace())) + "." + table.name();
  }
}
