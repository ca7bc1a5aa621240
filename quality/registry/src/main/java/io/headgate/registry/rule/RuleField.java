package io.headgate.registry.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.http.Problem;

/** Says which field of a rule is wrong. */
final class RuleField {
  private static final int LONGEST_VALUE = 100;

  private RuleField() {}

  static Problem missing(String field, String remedy) {
    return Problem.badRequest("Field '%s' is missing. %s".formatted(field, remedy));
  }

  static Problem wrong(String field, JsonNode value, String remedy) {
    return wrong(field, value.isTextual() ? value.textValue() : value.toString(), remedy);
  }

  static Problem wrong(String field, String value, String remedy) {
    String told =
        value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE - 3) + "...";
    return Problem.badRequest("Field '%s' is '%s'. %s".formatted(field, told, remedy));
  }
}
