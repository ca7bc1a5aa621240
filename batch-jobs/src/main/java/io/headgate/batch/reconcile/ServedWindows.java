package io.headgate.batch.reconcile;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What ClickHouse serves of aggregates and rollups, every value as text. */
final class ServedWindows {
  private final ClickHouse clickHouse;

  ServedWindows(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
  }

  /**
   * The newest rows of the stream, without windows of which batch made a row.
   *
   * @param columns columns of the aggregate's SQL
   */
  Dataset<Row> of(
      SparkSession spark, Aggregate aggregate, StructType columns, WindowSelection selection) {
    String table = "serving." + aggregate.name();
    return rows(
        spark,
        columns,
        """
        FROM %1$s FINAL
        WHERE %2$s AND window_start NOT IN (
          SELECT window_start FROM %1$s WHERE bitShiftRight(_version, 62) > 0)"""
            .formatted(table, selection.inClickHouse()));
  }

  /**
   * The newest rows of batch.
   *
   * @param table without its database
   * @param columns columns of the rollup's SQL
   */
  Dataset<Row> finals(
      SparkSession spark, String table, StructType columns, WindowSelection selection) {
    return rows(
        spark,
        columns,
        "FROM serving.%s FINAL WHERE %s AND bitShiftRight(_version, 62) > 0"
            .formatted(table, selection.inClickHouse()));
  }

  private Dataset<Row> rows(SparkSession spark, StructType columns, String from) {
    String values = Arrays.stream(columns.fields()).map(ServedWindows::text).collect(joining(", "));
    int width = columns.size();
    List<Row> rows =
        clickHouse.query(
            "SELECT %s %s".formatted(values, from),
            row -> {
              Object[] texts = new Object[width];
              for (int i = 0; i < width; i++) {
                texts[i] = row.getString(i + 1);
              }
              return RowFactory.create(texts);
            });
    StructType texts = new StructType();
    for (StructField column : columns.fields()) {
      texts = texts.add(column.name(), DataTypes.StringType);
    }
    return spark.createDataFrame(rows, texts);
  }

  /** The starts of windows of which batch made a row. */
  List<Long> finalStarts(Aggregate aggregate) {
    return clickHouse.query(
        "SELECT DISTINCT toUnixTimestamp64Micro(toDateTime64(window_start, 6, 'UTC')) FROM serving.%s WHERE bitShiftRight(_version, 62) > 0"
            .formatted(aggregate.name()),
        row -> row.getLong(1));
  }

  /** The starts of windows that a dataset's runs have declared final. */
  List<Long> published(String dataset) {
    return clickHouse.query(
        "SELECT DISTINCT toUnixTimestamp64Micro(toDateTime64(window_start, 6, 'UTC')) FROM serving.published_windows WHERE dataset = '%s'"
            .formatted(dataset),
        row -> row.getLong(1));
  }

  private static String text(StructField column) {
    return column.dataType().equals(DataTypes.TimestampType)
        ? "toString(toUnixTimestamp64Micro(toDateTime64(%s, 6, 'UTC')))".formatted(column.name())
        : "toString(%s)".formatted(column.name());
  }
}
