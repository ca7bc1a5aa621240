package io.headgate.gateway.topic;

import io.headgate.platform.contract.Rule;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * A rule of the contract that can be judged without Spark, with Spark's meaning: a field that is
 * null breaks it.
 */
public record JudgedRule(Rule rule, RuleCondition condition) {
  /**
   * The rule, if it is simple enough.
   *
   * @param schemas of all events that it is to hold for
   */
  static Optional<JudgedRule> of(Rule rule, List<Schema> schemas) {
    return RuleParser.parse(rule.expression(), schemas)
        .map(condition -> new JudgedRule(rule, condition));
  }

  public boolean holdsFor(GenericRecord event) {
    return condition.holdsFor(event);
  }
}
