package io.headgate.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.checks.DeequChecks;
import io.headgate.platform.apply.ApplyPipeline;
import io.headgate.platform.batch.BatchContext;
import io.headgate.platform.batch.BatchRun;
import io.headgate.platform.batch.FaultPoint;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.batch.ServingStore;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import io.headgate.registry.RegistryConfig;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingClickHouse;
import io.headgate.testing.TestingFolder;
import io.headgate.testing.TestingKafka;
import io.headgate.testing.TestingPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** The flights pipeline on real components, with a Spark session of this JVM. */
final class TestingLake {
  private static final String API_KEY = "a-key-for-tests-only";

  final SparkSession spark;
  final RegistryClient registry;
  final PipelineVersion pipeline;
  final Map<String, String> settings;

  private final LakeAccess access;
  private final ServingStore serving;
  private long offset;
  private long epoch;
  private Instant frontier = Instant.EPOCH;

  private static final class Shared {
    private static final TestingLake INSTANCE = make();

    private static TestingLake make() {
      try {
        return new TestingLake();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The lake of this JVM; it ends with the JVM. */
  static TestingLake shared() {
    return Shared.INSTANCE;
  }

  private TestingLake() throws Exception {
    Path warehouse = TestingFolder.create("headgate-warehouse-");
    TestingPostgres postgres = TestingPostgres.shared();
    TestingClickHouse clickHouse = TestingClickHouse.shared();
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
    settings =
        Map.of(
            "kafka.bootstrap-servers", TestingKafka.shared().bootstrapServers(),
            "registry.url", service.url(),
            "registry.api-key", API_KEY,
            "catalog.url", postgres.catalogUrl(),
            "catalog.user", TestingPostgres.LAKE_USER,
            "catalog.password", postgres.lakePassword(),
            "catalog.warehouse", warehouse.toUri().toString(),
            "clickhouse.url", clickHouse.jdbcUrl(),
            "clickhouse.user", TestingClickHouse.LAKE_USER,
            "clickhouse.password", clickHouse.lakePassword());
    access =
        new LakeAccess(
            postgres.catalogUrl(),
            TestingPostgres.LAKE_USER,
            postgres.lakePassword(),
            warehouse.toUri().toString());
    spark = LakeSession.open("test", access);
    String published = "spark.sql.catalog.published";
    spark.conf().set(published, "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set(published + ".type", "jdbc");
    spark.conf().set(published + ".uri", postgres.catalogUrl());
    spark.conf().set(published + ".jdbc.user", TestingPostgres.READER_USER);
    spark.conf().set(published + ".jdbc.password", postgres.readerPassword());
    spark.conf().set(published + ".jdbc.schema-version", "V1");
    spark.conf().set(published + ".warehouse", warehouse.toUri().toString());
    spark.conf().set(published + ".cache-enabled", "false");
    registry = new RegistryClient(service.url(), API_KEY);
    serving =
        new ServingStore(
            clickHouse.jdbcUrl(), TestingClickHouse.LAKE_USER, clickHouse.lakePassword());
    pipeline = applied(warehouse.resolve("dags"));
  }

  private PipelineVersion applied(Path schedulerFolder) {
    Path folder = Path.of("..", "sql", "pipelines", "flights");
    try (ApplyPipeline apply = new ApplyPipeline(Settings.of(settings), spark, schedulerFolder)) {
      apply.carryOut(apply.plan(ApplyPipeline.load(spark, folder), folder), step -> {});
    }
    return registry.pipeline("flights").orElseThrow();
  }

  void apply(PipelineContract contract, Path schedulerFolder) {
    try (ApplyPipeline apply = new ApplyPipeline(Settings.of(settings), spark, schedulerFolder)) {
      apply.carryOut(apply.plan(contract), step -> {});
    }
  }

  /** Appends flights to raw as one epoch, and tells the registry. */
  void ingest(List<Flight> flights) {
    List<Row> rows = new ArrayList<>();
    Map<String, Long> perDate = new TreeMap<>();
    long from = offset;
    for (Flight flight : flights) {
      rows.add(
          RowFactory.create(
              flight.eventId(),
              flight.scheduledAt(),
              flight.delayMinutes(),
              flight.distanceMiles(),
              flight.origin(),
              flight.destination(),
              null,
              null,
              null,
              null,
              "departure",
              "aviation.departure.v1",
              0,
              offset++,
              1,
              flight.brokerAt(),
              flight.brokerAt(),
              flight.date()));
      perDate.merge("event_date=" + flight.date(), 1L, Long::sum);
      frontier = frontier.isBefore(flight.brokerAt()) ? flight.brokerAt() : frontier;
    }
    try {
      spark
          .createDataFrame(rows, spark.table("lake.raw.flights").schema())
          .coalesce(1)
          .writeTo("lake.raw.flights")
          .append();
    } catch (NoSuchTableException e) {
      throw new IllegalStateException(e);
    }
    post(flights.size(), perDate, from);
  }

  private void post(long rows, Map<String, Long> perDate, long from) {
    registry.postLedger(
        new LedgerRow(
            "raw-ingest:flights",
            "test",
            epoch++,
            "raw.flights",
            "flights",
            pipeline.version(),
            List.of(new OffsetRange("aviation.departure.v1", 0, from, offset)),
            rows,
            rows,
            0,
            perDate,
            rows == 0 ? null : head("raw.flights"),
            frontier,
            null,
            Instant.now(),
            Instant.now()));
  }

  /** Tells the registry that raw has been read up to here, by an epoch without records. */
  void seenUntil(Instant instant) {
    frontier = instant;
    post(0, Map.of(), offset);
  }

  /** Snapshot id at the head of a lake table's main branch. */
  long head(String dataset) {
    return spark
        .sql("SELECT snapshot_id FROM lake.%s.refs WHERE name = 'main'".formatted(dataset))
        .first()
        .getLong(0);
  }

  Table table(String dataset) {
    try {
      return Spark3Util.loadIcebergTable(spark, "lake." + dataset);
    } catch (NoSuchTableException | ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many snapshots a lake table has, staged ones included. */
  long snapshots(String dataset) {
    return spark.table("lake." + dataset + ".snapshots").count();
  }

  /** The settings as environment variables of a job. */
  Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>();
    settings.forEach(
        (key, value) ->
            variables.put(
                "HEADGATE_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT),
                value));
    return variables;
  }

  String registryUrl() {
    return settings.get("registry.url");
  }

  String apiKey() {
    return API_KEY;
  }

  PipelineContract contract() {
    return pipeline.contract();
  }

  List<RunOutcome> rollup(Grain grain, Instant start, Instant end) {
    return rollup(registry, grain, start, end);
  }

  List<RunOutcome> rollup(RegistryClient with, Grain grain, Instant start, Instant end) {
    return rollup(
        spark.newSession(), with, new RunWindow(grain, start, end), contract().rollups(grain));
  }

  List<RunOutcome> rollup(
      SparkSession session, RegistryClient with, RunWindow window, List<Rollup> rollups) {
    return new BatchRun(context(session, with, pipeline, window)).run(rollups);
  }

  BatchContext context(
      SparkSession session, RegistryClient with, PipelineVersion of, RunWindow window) {
    return context(session, with, of, window, FaultPoint::pass);
  }

  BatchContext context(
      SparkSession session,
      RegistryClient with,
      PipelineVersion of,
      RunWindow window,
      Consumer<FaultPoint> faults) {
    return new BatchContext(
        session,
        access.warehouse(),
        of.contract(),
        of.version(),
        window,
        with,
        serving,
        new DeequChecks(),
        Clock.systemUTC(),
        faults);
  }

  /** Ends a run in this process at a place as a kill would: nothing of a run comes after it. */
  static Consumer<FaultPoint> dieAt(FaultPoint place) {
    return point -> {
      if (point == place) {
        // An error, which no part of a job survives.
        throw new Error("died at " + place);
      }
    };
  }

  List<RunOutcome> rollupDay(LocalDate date) {
    return rollup(Grain.DAILY, start(date), start(date.plusDays(1)));
  }

  /** What readers of catalog {@code published} see, as {@link Truth} writes it. */
  List<String> published(String dataset, LocalDate from, LocalDate until) {
    Dataset<Row> rows =
        spark
            .table("published." + dataset)
            .where(col("window_start").geq(lit(start(from))))
            .where(col("window_start").lt(lit(start(until))));
    return rows.collectAsList().stream().map(this::text).sorted().toList();
  }

  private String text(Row row) {
    String key =
        List.of(row.schema().fieldNames()).contains("destination")
            ? row.getAs("origin") + "|" + row.getAs("destination")
            : row.getAs("origin");
    return row.getAs("window_start")
        + "|"
        + key
        + "|"
        + Truth.text(
            row.<Long>getAs("flights"),
            row.<Double>getAs("average_delay_minutes"),
            row.<Integer>getAs("largest_delay_minutes"),
            row.<Double>getAs("share_delayed"));
  }

  /** What ClickHouse shows in a serving table at batch rank, as {@link Truth} writes it. */
  List<String> served(String table, String key, LocalDate from, LocalDate until) {
    return query(
        """
        SELECT formatDateTime(window_start, '%%Y-%%m-%%dT%%H:%%i:%%SZ', 'UTC'), %s, flights,
          average_delay_minutes, largest_delay_minutes, share_delayed
        FROM serving.%s FINAL
        WHERE window_start >= toDateTime('%s', 'UTC') AND window_start < toDateTime('%s', 'UTC')
          AND bitShiftRight(_version, 62) = 1\
        """
            .formatted(
                key,
                table,
                from.atStartOfDay().toString().replace('T', ' ') + ":00",
                until.atStartOfDay().toString().replace('T', ' ') + ":00"),
        row ->
            row.getString(1)
                + "|"
                + row.getString(2)
                + "|"
                + Truth.text(row.getLong(3), row.getDouble(4), row.getInt(5), row.getDouble(6)));
  }

  /** Status of each published window of a day. */
  List<String> windows(String dataset, LocalDate date) {
    return query(
        """
        SELECT formatDateTime(window_start, '%%Y-%%m-%%dT%%H', 'UTC'), status, snapshot_id
        FROM serving.published_windows FINAL
        WHERE dataset = '%s' AND toDate(window_start, 'UTC') = '%s'\
        """
            .formatted(dataset, date),
        row -> row.getString(1) + " " + row.getString(2));
  }

  /** Runs a statement in ClickHouse. */
  void execute(String sql) {
    try (Connection connection = clickHouse();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection clickHouse() throws SQLException {
    TestingClickHouse clickHouse = TestingClickHouse.shared();
    return DriverManager.getConnection(
        clickHouse.jdbcUrl(), TestingClickHouse.LAKE_USER, clickHouse.lakePassword());
  }

  /** Reads one row of a result. */
  interface Read {
    String of(ResultSet row) throws SQLException;
  }

  List<String> query(String sql, Read read) {
    List<String> rows = new ArrayList<>();
    try (Connection connection = clickHouse();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(read.of(result));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows.stream().sorted().toList();
  }

  static Instant start(LocalDate date) {
    return Instant.parse(date + "T00:00:00Z");
  }
}
