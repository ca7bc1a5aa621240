package io.headgate.streaming.stage;

import io.headgate.streaming.stage.Conditions.Condition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Predicate;
import scala.collection.JavaConverters;

/**
 * Filter and rules as generated code, for one thread: a predicate has state while it is evaluated.
 *
 * @param id of the conditions
 * @param filter null when every event is wanted
 * @param rules in the order of the contract
 */
record GeneratedConditions(String id, @Nullable BasePredicate filter, List<Rule> rules) {
  private static final int KEPT = 32;

  /** Generating code costs milliseconds, and a thread runs a task of the same query every batch. */
  private static final ThreadLocal<Deque<GeneratedConditions>> LATEST =
      ThreadLocal.withInitial(ArrayDeque::new);

  /** A rule, and its code. */
  record Rule(Condition condition, BasePredicate holds) {}

  /** The code of this thread. */
  static GeneratedConditions of(Conditions conditions) {
    Deque<GeneratedConditions> latest = LATEST.get();
    for (GeneratedConditions known : latest) {
      if (known.id().equals(conditions.id())) {
        return known;
      }
    }
    GeneratedConditions generated =
        new GeneratedConditions(
            conditions.id(),
            conditions.filter() == null ? null : generate(conditions, conditions.filter()),
            conditions.rules().stream()
                .map(rule -> new Rule(rule, generate(conditions, rule.expression())))
                .toList());
    latest.addFirst(generated);
    if (latest.size() > KEPT) {
      latest.removeLast();
    }
    return generated;
  }

  private static BasePredicate generate(Conditions conditions, Expression expression) {
    BasePredicate predicate =
        Predicate.create(expression, JavaConverters.asScalaBuffer(conditions.slots()).toList());
    predicate.initialize(0);
    return predicate;
  }
}
