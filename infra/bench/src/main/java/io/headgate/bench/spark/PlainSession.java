package io.headgate.bench.spark;

import io.headgate.platform.job.Settings;
import io.headgate.platform.spark.LakeAccess;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.spark.SparkCatalog;
import org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider;

/** A session with what a competent user sets for streams on a small machine. */
final class PlainSession {
  private static final String CATALOG = "spark.sql.catalog.lake";

  private PlainSession() {}

  static SparkSession open(String name, Settings settings) {
    SparkConf conf =
        new SparkConf()
            .setAppName(name)
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.ui.enabled", "false")
            .set("spark.sql.shuffle.partitions", "2")
            .set("spark.sql.session.timeZone", "UTC")
            .set("spark.sql.extensions", IcebergSparkSessionExtensions.class.getName())
            .set(
                "spark.sql.streaming.stateStore.providerClass",
                RocksDBStateStoreProvider.class.getName())
            .set("spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled", "true")
            .set(CATALOG, SparkCatalog.class.getName())
            .set(CATALOG + ".catalog-impl", JdbcCatalog.class.getName());
    LakeAccess.of(settings)
        .catalogProperties()
        .forEach((property, value) -> conf.set(CATALOG + "." + property, value));
    SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
    spark.sparkContext().setLogLevel("WARN");
    return spark;
  }

  static Dataset<Row> kafka(SparkSession spark, PlainArguments arguments) {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", arguments.settings().kafkaBootstrapServers())
        .option("subscribe", arguments.topic())
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", Long.toString(arguments.recordsPerBatch()))
        .load();
  }
}
