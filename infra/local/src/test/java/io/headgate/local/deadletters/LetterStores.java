package io.headgate.local.deadletters;

import io.headgate.local.TestingRegistry;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingKafka;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Registry, lake and Kafka with the pipeline flights, whose tables are the platform's own DDL. */
final class LetterStores implements AutoCloseable {
  private static final String KEY = "a-key-for-tests-only";

  // Not the shared one: other tests make the same tables in its catalog.
  private final TestingPostgres postgres = new TestingPostgres();
  private final RegistryService registry;
  private final SparkSession spark;
  private final Map<String, String> properties;
  private final int schemaId;

  LetterStores(Path folder) throws Exception {
    registry = TestingRegistry.start(postgres, KEY);
    properties =
        Map.of(
            "kafka.bootstrap-servers", TestingKafka.shared().bootstrapServers(),
            "registry.url", registry.url().toString(),
            "registry.api-key", KEY,
            "catalog.url", postgres.catalogUrl(),
            "catalog.user", TestingPostgres.LAKE_USER,
            "catalog.password", postgres.lakePassword(),
            "catalog.warehouse", folder.resolve("warehouse").toUri().toString());
    spark = LakeSession.open("test", LakeAccess.of(settings()));
    PipelineContract contract = PipelineFolder.load(Path.of("../../sql/pipelines/flights"));
    for (String template : List.of("01_namespaces", "02_raw", "03_quarantine")) {
      for (String statement : ddl(template)) {
        spark.sql(statement);
      }
    }
    RegistryClient client = new RegistryClient(registry.url().toString(), KEY);
    schemaId =
        client
            .schemas()
            .register("aviation.departure.v1", Event.SCHEMA, Compatibility.BACKWARD)
            .schemaId();
    client.applyPipeline(contract);
  }

  private static String[] ddl(String template) throws IOException {
    try (InputStream sql =
        LetterStores.class.getResourceAsStream("/sql/iceberg/" + template + ".sql")) {
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8)
          .replace("${catalog}", "lake")
          .replace("${name}", "flights")
          .replace("${columns}", "event_id string, scheduled_at timestamp, origin string")
          .replace("${partitioning}", "event_date")
          .strip()
          .split(";\\s*\n");
    }
  }

  /** The settings as a file has them. */
  Map<String, String> properties() {
    return properties;
  }

  Settings settings() {
    return Settings.of(properties);
  }

  Settings settingsWith(String key, String value) {
    Map<String, String> changed = new HashMap<>(properties);
    changed.put(key, value);
    return Settings.of(changed);
  }

  /** Id of {@link Event#SCHEMA}. */
  int schemaId() {
    return schemaId;
  }

  /** Appends rows; columns that they do not name are null. */
  void append(String dataset, List<Map<String, Object>> rows) {
    String[] columns = spark.table("lake." + dataset).columns();
    spark.sql(
        rows.stream()
            .map(
                row ->
                    Arrays.stream(columns)
                        .map(column -> SqlLiteral.of(row.get(column)))
                        .collect(Collectors.joining(", ", "SELECT ", "")))
            .collect(Collectors.joining(" UNION ALL ", "INSERT INTO lake." + dataset + " ", "")));
  }

  @Override
  public void close() {
    spark.stop();
    registry.close();
    postgres.close();
  }
}
