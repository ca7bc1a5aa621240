package io.headgate.batch.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import io.headgate.platform.contract.Rollup;
import io.headgate.platform.registry.Reconciliation.WindowFinding;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * Holds what ClickHouse serves of the windows that batch has made final against the rollup's table
 * in the lake: one of the two may have been changed, or emptied, behind the runs' back.
 */
final class FinalWindowReconciliation {
  /** As far as ClickHouse's instants reach, and farther than any window. */
  private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

  private final SparkSession spark;
  private final ServedWindows served;

  FinalWindowReconciliation(SparkSession spark, ServedWindows served) {
    this.spark = spark;
    this.served = served;
  }

  /**
   * Rows that differ, at most 1000, under the name of the rollup's dataset.
   *
   * @param from earliest start of a window, or null
   * @param until first start of a window that is not looked at, or null
   */
  List<WindowFinding> of(Rollup rollup, @Nullable Instant from, @Nullable Instant until) {
    WindowSelection selection =
        new WindowSelection(
            from == null ? Instant.EPOCH : from, until == null ? LAST : until, LAST);
    List<WindowFinding> found = look(rollup, selection);
    if (found.isEmpty()) {
      return found;
    }
    // A publish changes the lake and ClickHouse one right after the other: what was between them
    // is the same by now.
    Set<WindowFinding> stillThere = new HashSet<>(look(rollup, selection));
    return found.stream().filter(stillThere::contains).toList();
  }

  private List<WindowFinding> look(Rollup rollup, WindowSelection selection) {
    Dataset<Row> published =
        spark
            .createDataset(served.published(rollup.dataset()), Encoders.LONG())
            .toDF("published_start");
    Dataset<Row> rows = shown(spark.table("lake." + rollup.dataset())).where(selection.inSpark());
    Dataset<Row> expected = of(rows, published, unix_micros(rows.col("window_start")));
    Dataset<Row> shown = served.finals(spark, rollup.servingTable(), rows.schema(), selection);
    return new WindowComparison(rollup.dataset(), rollup.key())
        .of(expected, of(shown, published, shown.col("window_start").cast("long")));
  }

  /** Without the states for the rollups above, which only the lake keeps. */
  private static Dataset<Row> shown(Dataset<Row> rows) {
    return rows.select(
        Arrays.stream(rows.schema().fields())
            .filter(column -> !column.dataType().equals(DataTypes.BinaryType))
            .map(column -> col(column.name()))
            .toArray(Column[]::new));
  }

  private static Dataset<Row> of(Dataset<Row> rows, Dataset<Row> published, Column start) {
    return rows.join(published, start.equalTo(col("published_start")), "left_semi");
  }
}
