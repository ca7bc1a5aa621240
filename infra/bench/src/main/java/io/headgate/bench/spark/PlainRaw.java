package io.headgate.bench.spark;

import static org.apache.spark.sql.avro.functions.from_avro;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.to_date;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;

/**
 * Kafka to Iceberg by Spark's own means: {@code from_avro} behind the five bytes of the header, and
 * {@code toTable} with fanout, without a shuffle before the write, zstd level 1. It has no rules,
 * no quarantine and no ledger; one broken record ends it.
 */
public final class PlainRaw {
  private PlainRaw() {}

  /**
   * Arguments: topic, file of the schema, table, checkpoint, records per batch, dictionary bytes.
   */
  public static void main(String[] args) throws Exception {
    PlainArguments arguments = PlainArguments.of(args);
    SparkSession spark = PlainSession.open("plain-raw", arguments.settings());
    String table = "lake." + arguments.table();
    Dataset<Row> events =
        PlainSession.kafka(spark, arguments)
            .select(
                from_avro(
                        expr("substring(value, 6, length(value) - 5)"),
                        Files.readString(Path.of(arguments.schemaFile())))
                    .as("event"),
                col("topic").as("_topic"),
                col("partition").as("_topic_partition"),
                col("offset").as("_offset"),
                col("timestamp").as("_broker_at"))
            .select(
                col("event.*"),
                col("_topic"),
                col("_topic_partition"),
                col("_offset"),
                col("_broker_at"),
                current_timestamp().as("_ingested_at"),
                to_date(col("event.occurred_at")).as("event_date"));
    createTable(spark, table, events, arguments.dictionaryBytes());
    DataStreamWriter<Row> writer =
        events
            .writeStream()
            .format("iceberg")
            .outputMode("append")
            .option("fanout-enabled", "true")
            .option("distribution-mode", "none")
            .option("checkpointLocation", arguments.checkpoint());
    writer.toTable(table).awaitTermination();
  }

  private static void createTable(
      SparkSession spark, String table, Dataset<Row> events, long dictionaryBytes) {
    spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.plain");
    spark.sql(
        """
        CREATE TABLE IF NOT EXISTS %s (%s) USING iceberg PARTITIONED BY (event_date)
        TBLPROPERTIES (
          'write.distribution-mode' = 'none',
          'write.spark.fanout.enabled' = 'true',
          'write.parquet.compression-codec' = 'zstd',
          'write.parquet.compression-level' = '1'%s)
        """
            .formatted(
                table,
                events.schema().toDDL(),
                dictionaryBytes > 0
                    ? ", 'write.parquet.dict-size-bytes' = '" + dictionaryBytes + "'"
                    : ""));
  }
}
