package io.headgate.streaming.raw;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.platform.iceberg.EpochMarker;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.streaming.stage.ErrorClass;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rejected records of a batch whose second reading judges otherwise than the first: a schema
 * that was unknown is registered by now, or a rule has changed. What raw has decides, so that each
 * record is in one of the two tables.
 */
final class RejectedRows {
  private RejectedRows() {}

  /** The batch's records whose source position raw does not have. */
  static Dataset<Row> notIn(Dataset<Row> raw, Dataset<Row> batch, EpochMarker marker) {
    Column ofBatch =
        marker.offsets().stream().map(RejectedRows::within).reduce(lit(false), Column::or);
    Dataset<Row> accepted =
        raw.where(ofBatch)
            .select(
                col("_topic").as("topic"),
                col("_topic_partition").as("partition"),
                col("_offset").as("offset"));
    Column samePosition =
        col("_topic")
            .equalTo(col("topic"))
            .and(col("_topic_partition").equalTo(col("partition")))
            .and(col("_offset").equalTo(col("offset")));
    return batch
        .join(accepted, samePosition, "left_anti")
        .withColumn(
            "_error_class", coalesce(col("_error_class"), lit(ErrorClass.REFUSED_EARLIER.name())))
        .withColumn(
            "_error_message",
            coalesce(
                col("_error_message"),
                lit("The record was refused when it was first read; by now it is valid.")));
  }

  private static Column within(OffsetRange range) {
    return col("_topic")
        .equalTo(range.topic())
        .and(col("_topic_partition").equalTo(range.partition()))
        .and(col("_offset").geq(range.from()))
        .and(col("_offset").lt(range.until()));
  }
}
