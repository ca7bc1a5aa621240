package io.headgate.batch.migrate;

import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;

/**
 * The expressions of a fill, in Spark SQL over the columns of raw.
 *
 * @param from the old column
 * @param to the new column
 * @param before type of the old column
 * @param after type of the new column
 */
record FillSql(String from, String to, DataType before, DataType after) {

  /** What the new column gets. */
  String value() {
    return isCopy() ? quoted(from) : "try_cast(%s AS %s)".formatted(quoted(from), after.sql());
  }

  /** Rows that lack the new value and can have it. */
  String fillable() {
    return "%s IS NULL AND %s".formatted(quoted(to), convertible());
  }

  /** Rows that have only the old value. */
  String lacking() {
    return "%s IS NULL AND %s IS NOT NULL".formatted(quoted(to), quoted(from));
  }

  /**
   * Rows whose old value has no counterpart; empty when every value has one. A row that has the new
   * value already needs none.
   *
   * @param exists whether the table has the new column
   */
  Optional<String> unconvertible(boolean exists) {
    return isCopy()
        ? Optional.empty()
        : Optional.of(
            "%s IS NOT NULL AND NOT (%s)%s"
                .formatted(
                    quoted(from),
                    convertible(),
                    exists ? " AND %s IS NULL".formatted(quoted(to)) : ""));
  }

  /** A text converts when it can be read; all else when it would come back as it was. */
  private String convertible() {
    if (isCopy()) {
      return quoted(from) + " IS NOT NULL";
    }
    if (before instanceof StringType) {
      return value() + " IS NOT NULL";
    }
    return "%s IS NOT NULL AND try_cast(%s AS %s) <=> %s"
        .formatted(quoted(from), value(), before.sql(), quoted(from));
  }

  private boolean isCopy() {
    return before.sameType(after);
  }

  static String quoted(String column) {
    return "`" + column + "`";
  }
}
