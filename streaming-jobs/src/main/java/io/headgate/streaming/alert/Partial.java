package io.headgate.streaming.alert;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.apache.spark.sql.catalyst.expressions.Expression;

/**
 * A partial result of a measure, of one bucket; those of several buckets merge.
 *
 * @param merge how
 * @param aggregate the aggregate function that computes it from events
 * @param counts whether it is 0 where no event came; the others are null there
 */
record Partial(Merge merge, Expression aggregate, boolean counts) {
  Partial {
    requireNonNull(merge);
    requireNonNull(aggregate);
  }

  /** Also ClickHouse's name of it, in lower case. */
  enum Merge {
    SUM,
    MIN,
    MAX;

    String sql(String column) {
      return name().toLowerCase(Locale.ROOT) + "(" + column + ")";
    }
  }
}
