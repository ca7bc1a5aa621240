package io.headgate.gateway.topic;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.avro.Schema;

/**
 * Reads the rules that need no Spark: conditions joined by AND, each of which compares one field
 * with a literal or is one of {@code BETWEEN}, {@code IN}, {@code RLIKE} and {@code IS NOT NULL}.
 * Everything else is left to the stream.
 */
final class RuleParser {
  // A text that holds a backslash, or goes on after a second quote, means more than it shows.
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(-?\\d+(?:\\.\\d+)?)(?![\\w.])|'([^'\\\\]*)'(?!')|(<>|<=|>=|!=|[=<>(),]))");
  private static final Set<Schema.Type> NUMBERS =
      Set.of(Schema.Type.INT, Schema.Type.LONG, Schema.Type.FLOAT, Schema.Type.DOUBLE);

  private final List<Token> tokens;
  private final List<Schema> schemas;
  private int next;

  private enum Kind {
    WORD(1),
    NUMBER(2),
    TEXT(3),
    SIGN(4);

    private final int group;

    Kind(int group) {
      this.group = group;
    }
  }

  private record Token(Kind kind, String text) {}

  /** It is none of the rules that are read here. */
  private static final class NotSimpleException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private RuleParser(List<Token> tokens, List<Schema> schemas) {
    this.tokens = tokens;
    this.schemas = schemas;
  }

  static Optional<RuleCondition> parse(String expression, List<Schema> schemas) {
    try {
      return Optional.of(new RuleParser(tokens(expression), schemas).conjunction());
    } catch (NotSimpleException | PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  private static List<Token> tokens(String expression) throws NotSimpleException {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(expression.strip());
    int end = 0;
    while (end < expression.strip().length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        throw new NotSimpleException();
      }
      for (Kind kind : Kind.values()) {
        String text = matcher.group(kind.group);
        if (text != null) {
          tokens.add(new Token(kind, text));
        }
      }
      end = matcher.end();
    }
    return tokens;
  }

  private RuleCondition conjunction() throws NotSimpleException {
    List<RuleCondition> parts = new ArrayList<>();
    do {
      parts.add(condition());
    } while (takes("AND"));
    if (next < tokens.size()) {
      throw new NotSimpleException();
    }
    return RuleCondition.all(parts);
  }

  private RuleCondition condition() throws NotSimpleException {
    String field = take(Kind.WORD);
    if (takes("IS")) {
      require("NOT");
      require("NULL");
      requireField(field);
      return RuleCondition.isNotNull(field);
    }
    if (takes("BETWEEN")) {
      RuleCondition least = number(field, ">=");
      require("AND");
      return RuleCondition.all(List.of(least, number(field, "<=")));
    }
    if (takes("RLIKE")) {
      requireText(field);
      return RuleCondition.matches(field, Pattern.compile(take(Kind.TEXT)));
    }
    return takes("IN") ? in(field) : comparison(field, take(Kind.SIGN));
  }

  private RuleCondition in(String field) throws NotSimpleException {
    require("(");
    List<RuleCondition> values = new ArrayList<>();
    do {
      values.add(comparison(field, "="));
    } while (takes(","));
    require(")");
    return event -> values.stream().anyMatch(value -> value.holdsFor(event));
  }

  private RuleCondition comparison(String field, String sign) throws NotSimpleException {
    if (peek(Kind.NUMBER)) {
      return number(field, sign);
    }
    requireText(field);
    String literal = take(Kind.TEXT);
    return switch (sign) {
      case "=" -> RuleCondition.text(field, literal::equals);
      case "<>", "!=" -> RuleCondition.text(field, value -> !value.equals(literal));
      default -> throw new NotSimpleException();
    };
  }

  private RuleCondition number(String field, String sign) throws NotSimpleException {
    requireField(field);
    for (Schema schema : schemas) {
      Schema type = valueType(schema.getField(field).schema());
      if (!NUMBERS.contains(type.getType()) || type.getLogicalType() != null) {
        throw new NotSimpleException();
      }
    }
    BigDecimal literal = new BigDecimal(take(Kind.NUMBER));
    return RuleCondition.number(field, literal, outcome(sign));
  }

  private static IntPredicate outcome(String sign) throws NotSimpleException {
    return switch (sign) {
      case "=" -> order -> order == 0;
      case "<>", "!=" -> order -> order != 0;
      case "<" -> order -> order < 0;
      case "<=" -> order -> order <= 0;
      case ">" -> order -> order > 0;
      case ">=" -> order -> order >= 0;
      default -> throw new NotSimpleException();
    };
  }

  private void requireText(String field) throws NotSimpleException {
    requireField(field);
    for (Schema schema : schemas) {
      if (valueType(schema.getField(field).schema()).getType() != Schema.Type.STRING) {
        throw new NotSimpleException();
      }
    }
  }

  private void requireField(String field) throws NotSimpleException {
    for (Schema schema : schemas) {
      if (schema.getField(field) == null) {
        throw new NotSimpleException();
      }
    }
  }

  /** The type of a value that is not null; a union of several stays a union. */
  private static Schema valueType(Schema schema) {
    if (!schema.isUnion()) {
      return schema;
    }
    List<Schema> values =
        schema.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
    return values.size() == 1 ? values.get(0) : schema;
  }

  private boolean peek(Kind kind) {
    return next < tokens.size() && tokens.get(next).kind() == kind;
  }

  private String take(Kind kind) throws NotSimpleException {
    if (!peek(kind)) {
      throw new NotSimpleException();
    }
    return tokens.get(next++).text();
  }

  private boolean takes(String word) {
    if (next < tokens.size()
        && tokens.get(next).kind() != Kind.TEXT
        && tokens.get(next).text().toUpperCase(Locale.ROOT).equals(word)) {
      next++;
      return true;
    }
    return false;
  }

  private void require(String word) throws NotSimpleException {
    if (!takes(word)) {
      throw new NotSimpleException();
    }
  }
}
