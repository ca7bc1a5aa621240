package io.headgate.batch.reconcile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;

import io.headgate.batch.reconcile.LedgerBatches.Place;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The offsets of raw and quarantine in order, each with the one before it. Columns: {@code topic},
 * {@code partition}, {@code offset}, {@code store} ({@link #RAW}, {@link #QUARANTINE} or {@link
 * #BOUND}), {@code step} (distance from the one before).
 */
final class StoredOffsets {
  static final int RAW = 0;
  static final int QUARANTINE = 1;

  /** No row: the ends of a span, so that what is missing there is a step too. */
  static final int BOUND = 2;

  static final WindowSpec IN_ORDER =
      Window.partitionBy("topic", "partition").orderBy("offset", "store");

  private StoredOffsets() {}

  static Dataset<Row> of(
      SparkSession spark,
      Dataset<Row> raw,
      Dataset<Row> quarantine,
      Map<Place, OffsetRange> spans) {
    return positions(raw, RAW, spans.values())
        .union(positions(quarantine, QUARANTINE, spans.values()))
        .union(bounds(spark, spans.values()))
        .withColumn("step", col("offset").minus(lag(col("offset"), 1).over(IN_ORDER)));
  }

  private static Dataset<Row> positions(
      Dataset<Row> rows, int store, Collection<OffsetRange> spans) {
    return rows.where(within(spans))
        .select(
            col("_topic").as("topic"),
            col("_topic_partition").as("partition"),
            col("_offset").as("offset"),
            lit(store).as("store"));
  }

  /** Whether a row of raw or quarantine was read from one of the ranges. */
  static Column within(Collection<OffsetRange> ranges) {
    return ranges.stream()
        .map(
            range ->
                col("_topic")
                    .equalTo(range.topic())
                    .and(col("_topic_partition").equalTo(range.partition()))
                    .and(col("_offset").geq(range.from()))
                    .and(col("_offset").lt(range.until())))
        .reduce(Column::or)
        .orElse(lit(false));
  }

  private static Dataset<Row> bounds(SparkSession spark, Collection<OffsetRange> spans) {
    List<Row> bounds = new ArrayList<>();
    for (OffsetRange span : spans) {
      bounds.add(RowFactory.create(span.topic(), span.partition(), span.from() - 1, BOUND));
      bounds.add(RowFactory.create(span.topic(), span.partition(), span.until(), BOUND));
    }
    return spark.createDataFrame(
        bounds,
        new StructType()
            .add("topic", DataTypes.StringType)
            .add("partition", DataTypes.IntegerType)
            .add("offset", DataTypes.LongType)
            .add("store", DataTypes.IntegerType));
  }
}
