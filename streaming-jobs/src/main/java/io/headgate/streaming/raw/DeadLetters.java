package io.headgate.streaming.raw;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import io.headgate.platform.contract.Source;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rejected records on their way to {@code <topic>.dlq}: key and value byte for byte, the source
 * position and the reason as headers, in text. At least once: a replayed batch may send them again.
 */
final class DeadLetters {
  private final String bootstrapServers;
  private final List<Source> sources;

  DeadLetters(String bootstrapServers, List<Source> sources) {
    this.bootstrapServers = bootstrapServers;
    this.sources = sources;
  }

  /** Returns when the brokers have acknowledged every record. */
  void send(Dataset<Row> rejected) {
    rejected
        .select(
            deadLetterTopic().as("topic"),
            col("_key").as("key"),
            col("_value").as("value"),
            array(
                    header("headgate.topic", col("_topic")),
                    header("headgate.partition", col("_topic_partition")),
                    header("headgate.offset", col("_offset")),
                    header("headgate.timestamp", unix_millis(col("_broker_at"))),
                    header("headgate.error-class", col("_error_class")),
                    header("headgate.error-message", col("_error_message")))
                .as("headers"))
        .write()
        .format("kafka")
        .option("kafka.bootstrap.servers", bootstrapServers)
        .option("kafka.acks", "all")
        .option("kafka.compression.type", "lz4")
        .save();
  }

  private Column deadLetterTopic() {
    return coalesce(
        sources.stream()
            .map(
                source ->
                    when(col("_topic").equalTo(source.topic()), lit(source.deadLetterTopic())))
            .toArray(Column[]::new));
  }

  private static Column header(String name, Column value) {
    return struct(
        lit(name).as("key"), coalesce(value.cast("string"), lit("")).cast("binary").as("value"));
  }
}
