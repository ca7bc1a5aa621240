package io.headgate.checks;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.headgate.platform.batch.CheckedRows;
import io.headgate.platform.batch.Offence;
import io.headgate.platform.batch.Offence.Sampled;
import io.headgate.platform.contract.Check;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;

/** The rows that fail a check; read only when there are some. */
final class OffendingRows {
  /** How many are kept of each check. */
  static final int SAMPLE = 20;

  private static final String COPIES = "_copies";
  private static final String KEY = "_key";

  private OffendingRows() {}

  /** Takes a sample of the rows that fail a check of rows. */
  static Offence of(Check check, CheckedRows checked, long failing) {
    List<Sampled> sample =
        failing(check, checked)
            .select(col("window_start"), json(checked.rows()))
            .limit(SAMPLE)
            .collectAsList()
            .stream()
            .map(row -> new Sampled(row.getInstant(0), row.getString(1)))
            .toList();
    return new Offence(
        check.name(), "%s: not in this row".formatted(RowRule.words(check)), failing, sample);
  }

  /** Rows whose value is no key of the reference. */
  static Dataset<Row> missing(Check.InReference check, CheckedRows checked) {
    Dataset<Row> keys = checked.keys().apply(check.reference()).toDF(KEY);
    Column value = col(RowRule.quoted(check.column()));
    return checked.rows().where(value.isNotNull()).join(keys, value.equalTo(col(KEY)), "left_anti");
  }

  private static Dataset<Row> failing(Check check, CheckedRows checked) {
    if (check instanceof Check.InReference in) {
      return missing(in, checked);
    }
    if (check instanceof Check.Unique unique) {
      Column[] key =
          unique.columns().stream().map(each -> col(RowRule.quoted(each))).toArray(Column[]::new);
      return checked
          .rows()
          .withColumn(COPIES, count(lit(1)).over(Window.partitionBy(key)))
          .where(col(COPIES).gt(1));
    }
    return checked.rows().where("NOT (%s)".formatted(RowRule.condition(check).orElseThrow()));
  }

  /** Nulls too, since a null is often what is wrong; no states of sketches. */
  private static Column json(Dataset<Row> rows) {
    Column[] columns =
        Arrays.stream(rows.schema().fields())
            .filter(field -> !field.dataType().equals(DataTypes.BinaryType))
            .map(field -> col(RowRule.quoted(field.name())))
            .toArray(Column[]::new);
    return to_json(struct(columns), Map.of("ignoreNullFields", "false"));
  }
}
