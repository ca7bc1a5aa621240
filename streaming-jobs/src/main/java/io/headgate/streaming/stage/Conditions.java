package io.headgate.streaming.stage;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.RuleAction;
import java.io.Serializable;
import java.util.List;
import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;

/**
 * Filter and rules of a contract, resolved by Spark's analyser; travels to the tasks. None of the
 * expressions yields null.
 *
 * @param id of this analysis
 * @param slots an attribute per slot of the rows, by which expressions find their values
 * @param filter null when the contract has none
 * @param rules in the order of the contract
 */
record Conditions(
    String id, List<Attribute> slots, @Nullable Expression filter, List<Condition> rules)
    implements Serializable {
  Conditions {
    requireNonNull(id);
    slots = List.copyOf(slots);
    rules = List.copyOf(rules);
  }

  /**
   * A rule.
   *
   * @param name the rule's
   * @param text as the contract has it
   * @param action what happens when it is broken
   * @param expression the same, resolved
   */
  record Condition(String name, String text, RuleAction action, Expression expression)
      implements Serializable {}
}
