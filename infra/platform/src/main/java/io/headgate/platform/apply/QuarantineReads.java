package io.headgate.platform.apply;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.collection.JavaConverters;

/**
 * Refuses SQL that reads a quarantine table. Such a table has records with their original bytes,
 * which no rule has judged and no mask has covered; readers of what SQL makes must not see them.
 */
final class QuarantineReads {
  private static final String REMEDY =
      "Read the events of raw; look at what was quarantined with headgate dlq list";

  private static final String NAMESPACE = "quarantine";

  private QuarantineReads() {}

  /** Looks at a plan, as it was parsed or as it was analysed, with its subqueries. */
  static void refuse(QueryPlan<?> plan) throws SqlMistake {
    List<String> read = read(plan);
    if (isQuarantine(read)) {
      int line = plan.origin().line().isDefined() ? (Integer) plan.origin().line().get() : 1;
      throw new SqlMistake(
          line,
          "it reads %s, which keeps records with their original bytes"
              .formatted(String.join(".", read)),
          REMEDY);
    }
    if (plan instanceof RelationTimeTravel travel) {
      refuse(travel.relation());
    }
    for (Expression expression : JavaConverters.seqAsJavaList(plan.expressions())) {
      refuse(expression);
    }
    for (Object child : JavaConverters.seqAsJavaList(plan.children())) {
      refuse((QueryPlan<?>) child);
    }
    for (Object inner : JavaConverters.seqAsJavaList(plan.innerChildren())) {
      if (inner instanceof QueryPlan<?> query) {
        refuse(query);
      }
    }
  }

  private static void refuse(Expression expression) throws SqlMistake {
    if (expression instanceof SubqueryExpression subquery) {
      refuse(subquery.plan());
    }
    for (Expression child : JavaConverters.seqAsJavaList(expression.children())) {
      refuse(child);
    }
  }

  /** The parts of the name of what a node reads; empty when it reads nothing by name. */
  private static List<String> read(QueryPlan<?> plan) {
    if (plan instanceof UnresolvedRelation relation) {
      return JavaConverters.seqAsJavaList(relation.multipartIdentifier());
    }
    if (plan instanceof DataSourceV2Relation relation && relation.identifier().isDefined()) {
      Identifier name = relation.identifier().get();
      List<String> parts = new ArrayList<>(Arrays.asList(name.namespace()));
      parts.add(name.name());
      return parts;
    }
    return List.of();
  }

  /** A table may be named by its files too. */
  private static boolean isQuarantine(List<String> parts) {
    int last = parts.size() - 1;
    return parts.stream().limit(Math.max(0, last)).anyMatch(NAMESPACE::equalsIgnoreCase)
        || (last >= 0 && parts.get(last).toLowerCase(Locale.ROOT).contains("/" + NAMESPACE + "/"));
  }
}
