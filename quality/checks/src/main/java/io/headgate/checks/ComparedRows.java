package io.headgate.checks;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.batch.CheckedRows;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Grain;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of a run beside the published ones that its checks compare them with. */
final class ComparedRows {
  /** Column that is true for the run's own rows. */
  static final String OURS = "_ours";

  private ComparedRows() {}

  /**
   * In one partition of Spark's: a handful of days of a rollup is done by one task before several
   * have shuffled.
   *
   * @param checks those that compare; the longest look-back counts. An anomaly is told from records
   *     and needs none of the published rows
   */
  static Dataset<Row> of(List<? extends Check.Comparison> checks, CheckedRows checked) {
    RunWindow window = checked.window();
    int days =
        checks.stream()
            .filter(check -> !(check instanceof Check.Anomaly))
            .mapToInt(Check.Comparison::days)
            .max()
            .orElse(0);
    Dataset<Row> ours = checked.rows().withColumn(OURS, lit(true));
    Dataset<Row> both =
        checked
            .published()
            .filter(before -> days > 0)
            .map(
                before ->
                    ours.unionByName(
                        before
                            .where(
                                col("window_start")
                                    .geq(lit(window.start().minus(Duration.ofDays(days)))))
                            .where(col("window_start").lt(lit(window.end())))
                            .withColumn(OURS, lit(false)),
                        true))
            .orElse(ours)
            .coalesce(1);
    // Minutes are judged by the hour that is published with them.
    return window.grain() == Grain.MINUTELY
        ? both.withColumn("window_start", date_trunc("hour", col("window_start")))
        : both;
  }
}
