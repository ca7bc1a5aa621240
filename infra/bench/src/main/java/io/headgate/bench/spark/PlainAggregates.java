package io.headgate.bench.spark;

import static org.apache.spark.sql.avro.functions.from_avro;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Kafka to windows in ClickHouse by Spark's own means: update mode, RocksDB with changelog, two
 * shuffle partitions, and {@code foreachBatch} with one large insert per partition.
 */
public final class PlainAggregates {
  private static final String TIME = "yyyy-MM-dd HH:mm:ss";

  private PlainAggregates() {}

  /** Arguments: topic, file of the schema, table, checkpoint, records per batch, 0. */
  public static void main(String[] args) throws Exception {
    PlainArguments arguments = PlainArguments.of(args);
    SparkSession spark = PlainSession.open("plain-aggregates", arguments.settings());
    Dataset<Row> windows =
        PlainSession.kafka(spark, arguments)
            .select(
                from_avro(
                        expr("substring(value, 6, length(value) - 5)"),
                        Files.readString(Path.of(arguments.schemaFile())))
                    .as("event"))
            .select("event.occurred_at", "event.site", "event.amount_cents", "event.duration_ms")
            .withWatermark("occurred_at", "10 minutes")
            .groupBy(window(col("occurred_at"), "1 minute"), col("site"))
            .agg(
                count(lit(1)).as("clicks"),
                sum("amount_cents").as("amount_cents"),
                max("duration_ms").as("longest_duration_ms"),
                avg("duration_ms").as("average_duration_ms"))
            .select(
                date_format(col("window.start"), TIME).as("window_start"),
                date_format(col("window.end"), TIME).as("window_end"),
                col("site"),
                col("clicks"),
                col("amount_cents"),
                col("longest_duration_ms"),
                col("average_duration_ms"));
    PlainUpsert upsert = PlainUpsert.to(arguments.settings(), arguments.table());
    windows
        .writeStream()
        .outputMode("update")
        .option("checkpointLocation", arguments.checkpoint())
        .foreachBatch(
            (Dataset<Row> batch, Long epoch) -> batch.foreachPartition(upsert.withVersion(epoch)))
        .start()
        .awaitTermination();
  }
}
