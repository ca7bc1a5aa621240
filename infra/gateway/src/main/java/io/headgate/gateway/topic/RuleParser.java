package io.headgate.gateway.topic;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.schema.Column;
import org.apache.avro.Schema;

/**
 * Reads the rules that need no Spark: conditions joined by AND, each of which compares one field
 * with a literal or is one of {@code BETWEEN}, {@code IN}, {@code RLIKE} and {@code IS NOT NULL}.
 * Everything else is left to the stream.
 */
final class RuleParser {
  private static final Set<Schema.Type> NUMBERS =
      Set.of(Schema.Type.INT, Schema.Type.LONG, Schema.Type.FLOAT, Schema.Type.DOUBLE);
  private static final Pattern PLAIN_NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

  private final List<Schema> schemas;

  /** It is none of the rules that are read here. */
  private static final class NotSimpleException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private RuleParser(List<Schema> schemas) {
    this.schemas = schemas;
  }

  static Optional<RuleCondition> parse(String expression, List<Schema> schemas) {
    // To Spark, a backslash and a second quote mean more than they show.
    if (expression.contains("\\") || expression.contains("''")) {
      return Optional.empty();
    }
    try {
      // Not in part: what follows a whole condition would be left out without a word.
      Expression parsed = CCJSqlParserUtil.parseCondExpression(expression, false);
      return Optional.of(new RuleParser(schemas).condition(parsed));
    } catch (JSQLParserException | NotSimpleException | PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  private RuleCondition condition(Expression expression) throws NotSimpleException {
    if (expression instanceof AndExpression and) {
      return RuleCondition.all(
          List.of(condition(and.getLeftExpression()), condition(and.getRightExpression())));
    }
    if (expression instanceof IsNullExpression isNull && isNull.isNot()) {
      return RuleCondition.isNotNull(field(isNull.getLeftExpression()));
    }
    if (expression instanceof Between between && !between.isNot()) {
      String field = field(between.getLeftExpression());
      return RuleCondition.all(
          List.of(
              number(field, ">=", between.getBetweenExpressionStart()),
              number(field, "<=", between.getBetweenExpressionEnd())));
    }
    if (expression instanceof InExpression in && !in.isNot()) {
      return in(field(in.getLeftExpression()), in.getRightExpression());
    }
    if (expression instanceof LikeExpression like
        && like.getLikeKeyWord() == LikeExpression.KeyWord.RLIKE
        && !like.isNot()) {
      String field = textField(like);
      return RuleCondition.matches(field, Pattern.compile(text(like.getRightExpression())));
    }
    if (expression instanceof ComparisonOperator comparison) {
      return comparison(
          field(comparison.getLeftExpression()),
          comparison.getStringExpression(),
          comparison.getRightExpression());
    }
    throw new NotSimpleException();
  }

  private RuleCondition in(String field, Expression list) throws NotSimpleException {
    if (!(list instanceof ParenthesedExpressionList<?> literals)) {
      throw new NotSimpleException();
    }
    List<RuleCondition> values = new ArrayList<>();
    for (Expression literal : literals) {
      values.add(comparison(field, "=", literal));
    }
    return event -> values.stream().anyMatch(value -> value.holdsFor(event));
  }

  private RuleCondition comparison(String field, String sign, Expression literal)
      throws NotSimpleException {
    if (!(literal instanceof StringValue)) {
      return number(field, sign, literal);
    }
    requireText(field);
    String text = text(literal);
    return switch (sign) {
      case "=" -> RuleCondition.text(field, text::equals);
      case "<>", "!=" -> RuleCondition.text(field, value -> !value.equals(text));
      default -> throw new NotSimpleException();
    };
  }

  private RuleCondition number(String field, String sign, Expression literal)
      throws NotSimpleException {
    for (Schema schema : schemas) {
      Schema type = valueType(schema.getField(field).schema());
      if (!NUMBERS.contains(type.getType()) || type.getLogicalType() != null) {
        throw new NotSimpleException();
      }
    }
    boolean isNumber =
        literal instanceof LongValue
            || literal instanceof DoubleValue
            || literal instanceof SignedExpression;
    String digits = literal.toString();
    if (!isNumber || !PLAIN_NUMBER.matcher(digits).matches()) {
      throw new NotSimpleException();
    }
    return RuleCondition.number(field, new BigDecimal(digits), outcome(sign));
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

  private String textField(BinaryExpression expression) throws NotSimpleException {
    String field = field(expression.getLeftExpression());
    requireText(field);
    return field;
  }

  private void requireText(String field) throws NotSimpleException {
    for (Schema schema : schemas) {
      if (valueType(schema.getField(field).schema()).getType() != Schema.Type.STRING) {
        throw new NotSimpleException();
      }
    }
  }

  private static String text(Expression literal) throws NotSimpleException {
    // A prefix such as r'' is a matter of Spark's.
    if (!(literal instanceof StringValue value) || value.getPrefix() != null) {
      throw new NotSimpleException();
    }
    return value.getValue();
  }

  /** The name of a field that all schemas have. */
  private String field(Expression expression) throws NotSimpleException {
    if (!(expression instanceof Column column) || column.getTable() != null) {
      throw new NotSimpleException();
    }
    for (Schema schema : schemas) {
      if (schema.getField(column.getColumnName()) == null) {
        throw new NotSimpleException();
      }
    }
    return column.getColumnName();
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
}
