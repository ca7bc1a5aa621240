package io.headgate.batch.reconcile;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;

import io.headgate.platform.registry.Reconciliation.WindowFinding;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.annotation.Nullable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Compares the rows of one aggregate, or rollup, by window and key. */
final class WindowComparison {
  private static final int MOST_ROWS = 1000;

  /** Sums of doubles depend on the order of their terms. */
  private static final double ROUNDING = 1e-9;

  private static final String START = "window_start";
  private static final String END = "window_end";

  private final String name;
  private final List<String> key;

  /**
   * @param name under which findings are told
   * @param key dimensions
   */
  WindowComparison(String name, List<String> key) {
    this.name = name;
    this.key = List.copyOf(key);
  }

  /**
   * Rows that are not the same in both.
   *
   * @param expected typed, as the SQL gives them
   * @param served the same columns as text
   */
  List<WindowFinding> of(Dataset<Row> expected, Dataset<Row> served) {
    List<String> keys = new ArrayList<>(List.of(START));
    keys.addAll(key);
    List<String> measures =
        Arrays.stream(expected.schema().fieldNames()).filter(name -> !keys.contains(name)).toList();
    Dataset<Row> texts =
        expected.select(
            Arrays.stream(expected.schema().fields())
                .map(WindowComparison::text)
                .toArray(Column[]::new));
    Dataset<Row> left = packed(texts, keys, measures, "in_raw");
    Dataset<Row> right = packed(served, keys, measures, "served");
    Column same =
        functions
            .udf(
                (UDF2<Seq<String>, Seq<String>, Boolean>) WindowComparison::same,
                DataTypes.BooleanType)
            .apply(col("in_raw"), col("served"));
    return left
        .join(right, new String[] {"key"}, "full_outer")
        .where(
            col("in_raw")
                .isNull()
                .or(col("served").isNull())
                .or(coalesce(same, lit(false)).equalTo(false)))
        .orderBy("key")
        .limit(MOST_ROWS)
        .collectAsList()
        .stream()
        .map(row -> finding(row, measures))
        .toList();
  }

  private static Column text(StructField column) {
    Column value = col(column.name());
    return (column.dataType().equals(DataTypes.TimestampType) ? unix_micros(value) : value)
        .cast(DataTypes.StringType)
        .as(column.name());
  }

  private static Dataset<Row> packed(
      Dataset<Row> rows, List<String> keys, List<String> measures, String name) {
    // A null key is a key: it must meet its like in the join.
    Column[] key =
        keys.stream().map(each -> coalesce(col(each), lit("null"))).toArray(Column[]::new);
    Column[] values = measures.stream().map(functions::col).toArray(Column[]::new);
    return rows.select(array(key).as("key"), array(values).as(name));
  }

  /** Texts of the same numbers may differ: {@code 1} and {@code 1.0}. */
  static boolean same(@Nullable Seq<String> one, @Nullable Seq<String> other) {
    if (one == null || other == null) {
      return one == other;
    }
    List<String> left = JavaConverters.seqAsJavaList(one);
    List<String> right = JavaConverters.seqAsJavaList(other);
    return IntStream.range(0, left.size()).allMatch(i -> same(left.get(i), right.get(i)));
  }

  private static boolean same(@Nullable String one, @Nullable String other) {
    if (Objects.equals(one, other) || one == null || other == null) {
      return Objects.equals(one, other);
    }
    try {
      double left = new BigDecimal(one).doubleValue();
      double right = new BigDecimal(other).doubleValue();
      return Math.abs(left - right) <= ROUNDING * Math.max(Math.abs(left), Math.abs(right));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private WindowFinding finding(Row row, List<String> measures) {
    List<String> values = row.getList(row.fieldIndex("key"));
    return new WindowFinding(
        name,
        instant(values.get(0)),
        String.join(", ", values.subList(1, values.size())),
        words(row, "in_raw", measures),
        words(row, "served", measures),
        false);
  }

  @Nullable
  private static String words(Row row, String side, List<String> measures) {
    if (row.isNullAt(row.fieldIndex(side))) {
      return null;
    }
    List<String> values = row.getList(row.fieldIndex(side));
    return IntStream.range(0, measures.size())
        .mapToObj(i -> measures.get(i) + "=" + shown(measures.get(i), values.get(i)))
        .reduce((one, next) -> one + " " + next)
        .orElse("");
  }

  private static String shown(String column, String value) {
    return column.equals(END) ? instant(value).toString() : value;
  }

  private static Instant instant(String micros) {
    return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
  }
}
