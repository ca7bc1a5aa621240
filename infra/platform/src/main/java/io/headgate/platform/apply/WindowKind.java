package io.headgate.platform.apply;

import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.streaming.OutputMode;
import scala.collection.JavaConverters;

/** What kind of windows an aggregate's SQL groups by. */
public enum WindowKind {
  /** Tumbling or sliding: known before the first event, so a changed window is shown at once. */
  FIXED,
  /** From one gap to the next: it may grow, so it is shown when the watermark has passed it. */
  SESSION;

  private static final String FIXED_WINDOW = "window";
  private static final String SESSION_WINDOW = "session_window";

  /** The output mode of the streaming query. */
  public OutputMode outputMode() {
    return this == SESSION ? OutputMode.Append() : OutputMode.Update();
  }

  /** The kind of windows in the SQL of a validated aggregate. */
  public static WindowKind ofValid(SparkSession spark, String sql) {
    try {
      return of(spark, sql);
    } catch (SqlMistake e) {
      throw new IllegalArgumentException("Not the SQL of an aggregate: " + e.getMessage(), e);
    }
  }

  static WindowKind of(SparkSession spark, String sql) throws SqlMistake {
    Set<String> called = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    addCalls(SqlView.parse(spark, sql), called);
    boolean session = called.contains(SESSION_WINDOW);
    boolean fixed = called.contains(FIXED_WINDOW);
    if (session && fixed) {
      throw new SqlMistake(1, "session_window stands beside another window");
    }
    if (!session && !fixed) {
      throw new SqlMistake(1, "it groups by no window, so its state would grow for ever");
    }
    return session ? SESSION : FIXED;
  }

  private static void addCalls(QueryPlan<?> plan, Set<String> called) {
    for (Expression expression : JavaConverters.seqAsJavaList(plan.expressions())) {
      addCalls(expression, called);
    }
    for (Object child : JavaConverters.seqAsJavaList(plan.children())) {
      addCalls((QueryPlan<?>) child, called);
    }
    for (Object inner : JavaConverters.seqAsJavaList(plan.innerChildren())) {
      if (inner instanceof QueryPlan<?> query) {
        addCalls(query, called);
      }
    }
  }

  private static void addCalls(Expression expression, Set<String> called) {
    if (expression instanceof UnresolvedFunction function) {
      called.add(function.nameParts().last());
    }
    if (expression instanceof SubqueryExpression subquery) {
      addCalls(subquery.plan(), called);
    }
    for (Expression child : JavaConverters.seqAsJavaList(expression.children())) {
      addCalls(child, called);
    }
  }
}
