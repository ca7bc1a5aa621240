package io.headgate.streaming;

import io.headgate.platform.apply.ApplyPipeline;
import io.headgate.platform.apply.Plan;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.Settings;
import io.headgate.platform.s3.ObjectStore;
import io.headgate.testing.TestingClickHouse;
import io.headgate.testing.TestingFolder;
import io.headgate.testing.TestingKafka;
import io.headgate.testing.TestingObjectStore;
import io.headgate.testing.TestingPostgres;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.annotation.Nullable;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.SparkSession;
import software.amazon.awssdk.services.s3.S3Client;

/** The real components and one Spark session, for all tests of this JVM. */
public final class TestingPlatform {
  private static final class Shared {
    private static final TestingPlatform INSTANCE = new TestingPlatform();
  }

  /** Of a run with tables and checkpoints in a bucket (tag {@code bucket}), or null. */
  @Nullable
  private final TestingObjectStore store =
      Boolean.getBoolean("headgate.testing.object-store") ? new TestingObjectStore() : null;

  final TestingKafka kafka = TestingKafka.shared();
  final TestingPostgres postgres = TestingPostgres.shared();
  final TestingClickHouse clickHouse = TestingClickHouse.shared();
  final TestingRegistry registry = TestingRegistry.start(postgres);
  public final SparkSession spark;
  final Path folder = TestingFolder.create("headgate-streaming-");

  private TestingPlatform() {
    Settings settings = settings("none");
    ObjectStore.of(settings).ifPresent(TestingPlatform::makeBucket);
    spark = StreamCheckpoints.open("streaming-tests", settings);
  }

  private static void makeBucket(ObjectStore store) {
    try (S3Client client = store.client()) {
      client.createBucket(request -> request.bucket(TestingObjectStore.BUCKET));
    }
  }

  public static TestingPlatform shared() {
    return Shared.INSTANCE;
  }

  /** Applies a contract, and answers with what that took. */
  Plan apply(PipelineContract contract) {
    return apply(contract, settings("none"));
  }

  Plan apply(PipelineContract contract, Settings settings) {
    try (ApplyPipeline apply = new ApplyPipeline(settings, spark, folder)) {
      Plan plan = apply.plan(contract);
      apply.carryOut(plan, step -> {});
      return plan;
    }
  }

  /** Sends in order; returns when the broker has all. */
  void send(List<ProducerRecord<byte[], byte[]>> records) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
      producer.flush();
      for (Future<RecordMetadata> each : sent) {
        each.get(); // or a test waits for what the broker has refused
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("The broker did not take a record", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Settings of a driver whose checkpoints are in a folder of this name. */
  Settings settings(String checkpoints) {
    return Settings.of(properties(checkpoints));
  }

  /** As {@link #settings}, as they stand in a configuration file. */
  Map<String, String> properties(String checkpoints) {
    Map<String, String> properties = new HashMap<>(folders(checkpoints));
    properties.putAll(components());
    return properties;
  }

  private Map<String, String> folders(String checkpoints) {
    if (store == null) {
      return Map.of(
          "catalog.warehouse", folder.resolve("warehouse").toUri().toString(),
          "streams.checkpoints", folder.resolve(checkpoints).toUri().toString());
    }
    return Map.of(
        "catalog.warehouse",
        "s3://headgate/warehouse",
        "streams.checkpoints",
        "s3://headgate/" + checkpoints,
        "s3.endpoint",
        store.endpoint(),
        "s3.path-style",
        "true",
        "s3.access-key-id",
        TestingObjectStore.ACCESS_KEY_ID,
        "s3.secret-access-key",
        TestingObjectStore.SECRET_ACCESS_KEY);
  }

  private Map<String, String> components() {
    return Map.ofEntries(
        Map.entry("kafka.bootstrap-servers", kafka.bootstrapServers()),
        Map.entry("registry.url", registry.url()),
        Map.entry("registry.api-key", TestingRegistry.API_KEY),
        Map.entry("catalog.url", postgres.catalogUrl()),
        Map.entry("catalog.user", TestingPostgres.LAKE_USER),
        Map.entry("catalog.password", postgres.lakePassword()),
        Map.entry("clickhouse.url", clickHouse.jdbcUrl()),
        Map.entry("clickhouse.user", TestingClickHouse.LAKE_USER),
        Map.entry("clickhouse.password", clickHouse.lakePassword()),
        Map.entry("streams.trigger-interval", "PT0.2S"),
        Map.entry("streams.commit-interval", "PT0S"));
  }
}
