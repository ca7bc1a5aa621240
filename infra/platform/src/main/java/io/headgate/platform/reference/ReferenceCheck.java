package io.headgate.platform.reference;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What keeps rows from being a reference: no row, a key that is null or not unique, a wrong type.
 */
final class ReferenceCheck {
  /** How many keys a message names. */
  private static final int NAMED = 5;

  private final ReferenceRows rows;
  private final Column key;
  private final List<String> problems = new ArrayList<>();

  private ReferenceCheck(ReferenceRows rows) {
    this.rows = rows;
    this.key = col("`" + ReferenceRows.FROM + rows.reference().key() + "`");
  }

  /** Every problem in words; none means that the rows may be loaded. */
  static List<String> problems(ReferenceRows rows) {
    var check = new ReferenceCheck(rows);
    if (rows.rows().isEmpty()) {
      return List.of("it has no rows");
    }
    check.nullKeys();
    check.repeatedKeys();
    check.types();
    return check.problems;
  }

  private void nullKeys() {
    long nulls = rows.rows().where(key.isNull()).count();
    if (nulls > 0) {
      problems.add("%d rows have no %s".formatted(nulls, rows.reference().key()));
    }
  }

  private void repeatedKeys() {
    Dataset<Row> repeated =
        rows.rows()
            .where(key.isNotNull())
            .groupBy(key.as("key"))
            .agg(count(lit(1)).as("rows"))
            .where(col("rows").gt(1));
    long keys = repeated.count();
    if (keys > 0) {
      problems.add(
          "%d keys stand more than once (%s)".formatted(keys, first(repeated.select("key"))));
    }
  }

  private void types() {
    for (Map.Entry<String, String> column : rows.reference().columns().entrySet()) {
      String name = column.getKey();
      Dataset<Row> wrong =
          rows.rows()
              .where(
                  col("`" + ReferenceRows.FROM + name + "`")
                      .isNotNull()
                      .and(col("`" + name + "`").isNull()));
      long count = wrong.count();
      if (count > 0) {
        problems.add(
            "%d rows have a %s that is not %s (%s)"
                .formatted(count, name, column.getValue(), first(wrong.select(key))));
      }
    }
  }

  private static String first(Dataset<Row> keys) {
    String named =
        keys.sort(keys.columns()[0]).limit(NAMED + 1).collectAsList().stream()
            .limit(NAMED)
            .map(row -> String.valueOf(row.get(0)))
            .collect(joining(", "));
    return "first " + named;
  }
}
