package io.headgate.gateway.topic;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.annotation.Nullable;
import org.apache.avro.generic.GenericRecord;

/** A condition on one event. */
@FunctionalInterface
public interface RuleCondition {
  boolean holdsFor(GenericRecord event);

  /** Holds when all of them do. */
  static RuleCondition all(List<RuleCondition> parts) {
    List<RuleCondition> all = List.copyOf(parts);
    return event -> all.stream().allMatch(part -> part.holdsFor(event));
  }

  static RuleCondition isNotNull(String field) {
    return event -> value(event, field) != null;
  }

  /** A number compared with a literal, as Spark does: floats as doubles, all else exactly. */
  static RuleCondition number(String field, BigDecimal literal, IntPredicate outcome) {
    return event -> {
      Object value = value(event, field);
      return value != null && outcome.test(compare(value, literal));
    };
  }

  /** A text of which something holds. */
  static RuleCondition text(String field, Predicate<String> condition) {
    return event -> {
      Object value = value(event, field);
      return value != null && condition.test(value.toString());
    };
  }

  /** As RLIKE: the pattern is found anywhere. */
  static RuleCondition matches(String field, Pattern pattern) {
    return text(field, value -> pattern.matcher(value).find());
  }

  private static int compare(Object value, BigDecimal literal) {
    if (value instanceof Float || value instanceof Double) {
      return Double.compare(((Number) value).doubleValue(), literal.doubleValue());
    }
    return BigDecimal.valueOf(((Number) value).longValue()).compareTo(literal);
  }

  @Nullable
  private static Object value(GenericRecord event, String field) {
    return event.getSchema().getField(field) == null ? null : event.get(field);
  }
}
