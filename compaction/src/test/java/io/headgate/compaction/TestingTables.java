package io.headgate.compaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import io.headgate.registry.RegistryConfig;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingFolder;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tables of the flights pipeline in a lake on PostgreSQL, and a registry that knows it. */
final class TestingTables {
  static final String RAW = "raw.flights";
  static final String ROLLUP = "rollup.flights_by_origin_daily";

  private static final String EVENT_COLUMNS =
      "event_id string, scheduled_at timestamp, delay_minutes int, distance_miles int,"
          + " origin string, destination string";
  private static final String ROLLUP_COLUMNS =
      "window_start timestamp, window_end timestamp, origin string, flights bigint";
  static final String METRICS = "metrics.flights";
  static final String OFFENDING = "offending.flights";
  static final String API_KEY = "a-key-for-tests-only";

  final PipelineContract contract =
      PipelineFolder.load(Path.of("..", "sql", "pipelines", "flights"));
  final Map<String, String> environment;
  final RegistryClient registry;

  private final LakeAccess access;
  private long events;

  private static final class Shared {
    private static final TestingTables INSTANCE = new TestingTables();
  }

  /** Those of this JVM. */
  static TestingTables shared() {
    return Shared.INSTANCE;
  }

  private TestingTables() {
    TestingPostgres postgres = TestingPostgres.shared();
    RegistryService service =
        RegistryService.start(
            new RegistryConfig(
                "127.0.0.1",
                0,
                postgres.jdbcUrl(),
                TestingPostgres.REGISTRY_USER,
                postgres.registryPassword(),
                API_KEY),
            Clock.systemUTC());
    access =
        new LakeAccess(
            postgres.catalogUrl(),
            TestingPostgres.LAKE_USER,
            postgres.lakePassword(),
            TestingFolder.create("headgate-warehouse-").toUri().toString());
    environment =
        Map.of(
            "HEADGATE_REGISTRY_URL", service.url(),
            "HEADGATE_REGISTRY_API_KEY", API_KEY,
            "HEADGATE_CATALOG_URL", access.url(),
            "HEADGATE_CATALOG_USER", access.user(),
            "HEADGATE_CATALOG_PASSWORD", access.password(),
            "HEADGATE_CATALOG_WAREHOUSE", access.warehouse());
    registry = new RegistryClient(service.url(), API_KEY);
    registry.applyPipeline(contract);
    ddl("01_namespaces.sql", "", "", "").forEach(spark()::sql);
  }

  /** The pipeline's contract with another retention. */
  PipelineContract contractWith(Retention retention) {
    ObjectNode tree = Json.MAPPER.valueToTree(contract);
    tree.set("retention", Json.MAPPER.valueToTree(retention));
    return Json.MAPPER.convertValue(tree, PipelineContract.class);
  }

  /** The session of this JVM, or a new one: a job closes it. */
  SparkSession spark() {
    return LakeSession.open("test", access);
  }

  /** Makes both tables anew, without any file of those before. */
  void reset() {
    spark().sql("DROP TABLE IF EXISTS lake." + RAW);
    spark().sql("DROP TABLE IF EXISTS lake." + ROLLUP);
    deleteFiles(RAW);
    deleteFiles(ROLLUP);
    ddl("02_raw.sql", "flights", EVENT_COLUMNS, "event_date").forEach(spark()::sql);
    ddl("04_rollup.sql", "flights_by_origin_daily", ROLLUP_COLUMNS, "days(window_start)")
        .forEach(spark()::sql);
  }

  /** Makes the tables of what checks have found anew. */
  void resetFindings() {
    for (String dataset : List.of(METRICS, OFFENDING)) {
      spark().sql("DROP TABLE IF EXISTS lake." + dataset);
      deleteFiles(dataset);
    }
    ddl("07_metrics.sql", "flights", "", "").forEach(spark()::sql);
    ddl("08_offending.sql", "flights", "", "").forEach(spark()::sql);
  }

  /** Appends to both what the checks of one run of a day have found: a tiny file each. */
  void find(LocalDate date, String run) {
    spark()
        .sql(
            """
            INSERT INTO lake.metrics.flights
            SELECT '%1$s', '%2$s', timestamp '%2$s 00:00:00',
              timestamp '%2$s 00:00:00' + interval 1 day, 'count(*)', 5D, 'QUARANTINED', '%3$s', now()"""
                .formatted(ROLLUP, date, run));
    spark()
        .sql(
            """
            INSERT INTO lake.offending.flights
            SELECT '%1$s', '%2$s', timestamp '%2$s 00:00:00', 'small_airports',
              'origin is one of ATL: not in this row', '{"origin":"LAX"}', 1L, 'QUARANTINED',
              '%3$s', now()"""
                .formatted(ROLLUP, date, run));
  }

  private void deleteFiles(String dataset) {
    Path folder = Path.of(URI.create(access.warehouse())).resolve(dataset.replace('.', '/'));
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static List<String> ddl(String file, String name, String columns, String partitioning) {
    try (var resource = TestingTables.class.getResourceAsStream("/sql/iceberg/" + file)) {
      String text =
          new String(resource.readAllBytes(), UTF_8)
              .replace("${catalog}", LakeSession.CATALOG)
              .replace("${name}", name)
              .replace("${columns}", columns)
              .replace("${partitioning}", partitioning);
      return List.of(text.split(";\\s*\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Table table(String dataset) {
    try {
      return Spark3Util.loadIcebergTable(spark(), LakeSession.CATALOG + "." + dataset);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Appends flights of one day in one commit, so many files for so many rows. */
  void ingest(LocalDate date, int files, int rows) {
    spark().range(events, events + rows, 1, files).createOrReplaceTempView("ids");
    events += rows;
    spark()
        .sql(
            """
            INSERT INTO lake.raw.flights
            SELECT 'event-' || id, timestamp '%1$s 00:00:00' + make_interval(0, 0, 0, 0, 0, 0, id %% 86400),
              cast(id %% 97 - 10 AS int), cast(id %% 2500 AS int),
              char(65 + hash(id) %% 13 + 13) || 'XX', char(65 + hash(id, 1) %% 13 + 13) || 'YY',
              'aviation.departure.v1', cast(id %% 4 AS int), id, 1,
              timestamp '%1$s 12:00:00', timestamp '%1$s 12:00:01', date '%1$s'
            FROM ids"""
                .formatted(date));
  }

  /** Appends rows of one day to the rollup, so many files. */
  void writeRollup(LocalDate date, int files) {
    spark().range(0, files, 1, files).createOrReplaceTempView("ids");
    spark()
        .table("ids")
        .selectExpr(
            "timestamp '%s 00:00:00' AS window_start".formatted(date),
            "timestamp '%s 00:00:00' AS window_end".formatted(date.plusDays(1)),
            "char(65 + id) AS origin",
            "id AS flights")
        .write()
        .format("iceberg")
        .option("distribution-mode", "none")
        .mode("append")
        .saveAsTable("lake." + ROLLUP);
  }

  /** Every row with every column, sorted. */
  List<String> rows(String dataset) {
    return spark().table("lake." + dataset).collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  long files(String dataset, LocalDate date) {
    return TableFiles.of(table(dataset)).stream()
        .filter(each -> each.partition().endsWith("=" + date))
        .mapToLong(each -> each.files().size())
        .sum();
  }
}
