package io.headgate.bench.spark;

import io.headgate.platform.job.Settings;
import io.headgate.platform.job.SettingsSource;
import io.headgate.platform.spark.LakeAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Kafka to Iceberg by one thread and no engine: consume, decode, write Parquet (as the table says),
 * commit once at the end. What an engine adds is measured against it.
 */
public final class PlainLoop {
  private static final Duration POLL = Duration.ofMillis(200);

  private PlainLoop() {}

  /** Arguments: topic, file of the schema, table, file to make when all is committed. */
  public static void main(String[] args) throws Exception {
    Settings settings = new SettingsSource(System.getenv()).read(Map.of(), null);
    try (JdbcCatalog catalog = new JdbcCatalog()) {
      catalog.setConf(new Configuration());
      catalog.initialize("lake", LakeAccess.of(settings).catalogProperties());
      Table table = catalog.loadTable(TableIdentifier.parse(args[2]));
      LoopWriter writer = new LoopWriter(table, Files.readString(Path.of(args[1])));
      drain(settings.kafkaBootstrapServers(), args[0], writer);
      writer.commit();
    }
    Files.createFile(Path.of(args[3]));
    // Its figures are read while it lives; whoever reads them ends it.
    new CountDownLatch(1).await();
  }

  private static void drain(String bootstrapServers, String topic, LoopWriter writer)
      throws Exception {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                8 * 1024 * 1024,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                20_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          writer.write(record);
        }
      }
    }
  }
}
