package io.headgate.checks;

import io.headgate.platform.contract.Check;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a check asks of the rows, as SQL and in words. */
final class RowRule {
  private RowRule() {}

  /**
   * Spark SQL that is true for rows that pass and false for others; empty for a check that cannot
   * tell from a row by itself.
   */
  static Optional<String> condition(Check check) {
    if (check instanceof Check.NotNull notNull) {
      return Optional.of(quoted(notNull.column()) + " IS NOT NULL");
    }
    if (check instanceof Check.Range range) {
      return Optional.of(condition(range));
    }
    if (check instanceof Check.AllowedValues allowed) {
      String column = quoted(allowed.column());
      return Optional.of(
          allowed.values().stream()
              .map(RowRule::literal)
              .collect(
                  Collectors.joining(
                      ", ",
                      "%s IS NULL OR CAST(%s AS STRING) IN (".formatted(column, column),
                      ")")));
    }
    return check instanceof Check.CustomSql custom
        ? Optional.of("coalesce((%s), false)".formatted(custom.expression()))
        : Optional.empty();
  }

  private static String condition(Check.Range range) {
    String column = quoted(range.column());
    String lowest = range.minimum() == null ? "true" : column + " >= " + range.minimum() + "D";
    String highest = range.maximum() == null ? "true" : column + " <= " + range.maximum() + "D";
    return "%s IS NULL OR (%s AND %s)".formatted(column, lowest, highest);
  }

  static String words(Check check) {
    if (check instanceof Check.NotNull notNull) {
      return notNull.column() + " is set";
    }
    if (check instanceof Check.Unique unique) {
      return String.join(", ", unique.columns()) + " is unique";
    }
    if (check instanceof Check.AllowedValues allowed) {
      return allowed.column() + " is one of " + String.join(", ", allowed.values());
    }
    if (check instanceof Check.CustomSql custom) {
      return custom.expression();
    }
    if (check instanceof Check.InReference in) {
      return "%s is in reference %s".formatted(in.column(), in.reference());
    }
    Check.Range range = (Check.Range) check;
    if (range.minimum() == null) {
      return range.column() + " is at most " + range.maximum();
    }
    return range.maximum() == null
        ? range.column() + " is at least " + range.minimum()
        : range.column() + " is from " + range.minimum() + " to " + range.maximum();
  }

  static String quoted(String column) {
    return "`" + column + "`";
  }

  private static String literal(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
