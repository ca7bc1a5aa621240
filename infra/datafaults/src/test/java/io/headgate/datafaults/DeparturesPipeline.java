package io.headgate.datafaults;

import static org.awaitility.Awaitility.await;

import io.headgate.batch.reconcile.Reconcile;
import io.headgate.checks.DeequChecks;
import io.headgate.platform.apply.ApplyPipeline;
import io.headgate.platform.batch.BatchContext;
import io.headgate.platform.batch.BatchRun;
import io.headgate.platform.batch.PartitionChecks;
import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.batch.ServingStore;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.Partition.Timeliness;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import io.headgate.registry.RegistryConfig;
import io.headgate.registry.RegistryService;
import io.headgate.streaming.BatchGate;
import io.headgate.streaming.Faults;
import io.headgate.streaming.StreamContext;
import io.headgate.streaming.raw.RawIngest;
import io.headgate.testing.TestingClickHouse;
import io.headgate.testing.TestingFolder;
import io.headgate.testing.TestingKafka;
import io.headgate.testing.TestingPostgres;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** The pipeline of {@code departures/} on real components, with one Spark session. */
final class DeparturesPipeline {
  static final String RAW = "raw.departures";
  static final String ROLLUP = "rollup.departures_daily";

  private static final String API_KEY = "a-key-for-tests-only";
  private static final String NOWHERE = "jdbc:clickhouse:http://127.0.0.1:1";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  final SparkSession spark;

  final MovedClock clock = new MovedClock();

  /** Of the batch jobs. A catalog of its own for every run would open its own connections. */
  private final SparkSession batch;

  private final Path folder = TestingFolder.create("headgate-datafaults-");
  private final Settings settings;
  private final RegistryClient registry;
  private final PipelineVersion pipeline;
  private final Wire wire;
  private long sent;

  DeparturesPipeline() throws Exception {
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
            clock);
    settings =
        Settings.of(
            Map.ofEntries(
                Map.entry("kafka.bootstrap-servers", TestingKafka.shared().bootstrapServers()),
                Map.entry("registry.url", service.url()),
                Map.entry("registry.api-key", API_KEY),
                Map.entry("catalog.url", postgres.catalogUrl()),
                Map.entry("catalog.user", TestingPostgres.LAKE_USER),
                Map.entry("catalog.password", postgres.lakePassword()),
                Map.entry("catalog.warehouse", folder.resolve("warehouse").toUri().toString()),
                Map.entry("clickhouse.url", clickHouse.jdbcUrl()),
                Map.entry("clickhouse.user", TestingClickHouse.LAKE_USER),
                Map.entry("clickhouse.password", clickHouse.lakePassword()),
                Map.entry("streams.checkpoints", folder.resolve("streams").toUri().toString()),
                Map.entry("streams.trigger-interval", "PT0.2S"),
                Map.entry("streams.commit-interval", "PT0S")));
    spark = LakeSession.open("datafaults", LakeAccess.of(settings));
    batch = spark.newSession();
    registry = new RegistryClient(service.url(), API_KEY);
    pipeline = apply();
    wire =
        new Wire(
            settings.kafkaBootstrapServers(),
            pipeline.contract().sources().get(0).topic(),
            registry);
  }

  private PipelineVersion apply() throws URISyntaxException {
    Path contract = Path.of(DeparturesPipeline.class.getResource("departures").toURI());
    try (ApplyPipeline apply = new ApplyPipeline(settings, spark, folder.resolve("dags"))) {
      apply.carryOut(apply.plan(ApplyPipeline.load(spark, contract)), step -> {});
    }
    return registry.pipeline("departures").orElseThrow();
  }

  void send(List<Departure> departures) {
    sent += wire.send(departures);
  }

  /** Lets raw ingest read all that was sent, and the registry hear of it. */
  void ingest() {
    StreamContext context = context();
    try (Outbox ledger = context.ledger("raw-ingest/departures")) {
      read(context, ledger);
      await()
          .atMost(PATIENCE)
          .until(() -> registry.ledger(RAW).stream().mapToLong(LedgerRow::rowsIn).sum() == sent);
    }
  }

  /**
   * Lets raw ingest read all that was sent, and the registry hear nothing of it.
   *
   * @param letters names the folder where the ledger rows wait
   */
  void ingestUntold(String letters) {
    RegistryClient nobody = new RegistryClient("http://127.0.0.1:1", API_KEY).withoutRetries();
    try (Outbox ledger = Outbox.open(folder.resolve(letters).toUri(), nobody)) {
      read(context(), ledger);
    }
  }

  /** Tells the registry what it has not heard. */
  void tell(String letters) {
    try (Outbox ledger = Outbox.open(folder.resolve(letters).toUri(), registry)) {
      await().atMost(PATIENCE).until(() -> ledger.waiting() == 0);
    }
  }

  private StreamContext context() {
    return new StreamContext(spark, settings, pipeline, Faults.NONE, clock);
  }

  private static void read(StreamContext context, Outbox ledger) {
    BatchGate gate = new BatchGate();
    try {
      StreamingQuery query = new RawIngest(context, ledger).start(gate);
      query.processAllAvailable();
      gate.stop(query);
    } catch (Exception e) {
      throw new IllegalStateException("Raw ingest failed: " + e.getMessage(), e);
    }
  }

  /** Makes days as {@code RollupJob} does. */
  List<RunOutcome> run(LocalDate from, LocalDate until) {
    return run(
        from, until, registry, serving(TestingClickHouse.shared().jdbcUrl()), new DeequChecks());
  }

  /**
   * The run ends before its checks have judged.
   *
   * @param after how long it has checked then
   */
  List<RunOutcome> dieInChecks(LocalDate date, Duration after) {
    PartitionChecks dying =
        (checks, rows) -> {
          clock.letPass(after);
          throw new DriverKilledException();
        };
    return run(
        date, date.plusDays(1), registry, serving(TestingClickHouse.shared().jdbcUrl()), dying);
  }

  /**
   * The run is right.
   *
   * @param time how long its checks take
   */
  List<RunOutcome> runSlowly(LocalDate date, Duration time) {
    PartitionChecks slow =
        (checks, rows) -> {
          clock.letPass(time);
          return new DeequChecks().evaluate(checks, rows);
        };
    return run(
        date, date.plusDays(1), registry, serving(TestingClickHouse.shared().jdbcUrl()), slow);
  }

  /** The run ends when it has committed to Iceberg. */
  List<RunOutcome> runWithoutClickHouse(LocalDate date) {
    return run(date, date.plusDays(1), registry, serving(NOWHERE), new DeequChecks());
  }

  /** The run ends when it is to tell the registry, which does not take its word. */
  List<RunOutcome> runWithoutRegistry(LocalDate date) {
    RegistryClient stranger =
        new RegistryClient(settings.registryUrl().toString(), null).withoutRetries();
    return run(
        date,
        date.plusDays(1),
        stranger,
        serving(TestingClickHouse.shared().jdbcUrl()),
        new DeequChecks());
  }

  private List<RunOutcome> run(
      LocalDate from,
      LocalDate until,
      RegistryClient with,
      ServingStore serving,
      PartitionChecks checks) {
    try (serving) {
      BatchContext context =
          new BatchContext(
              batch,
              settings.catalogWarehouse(),
              pipeline.contract(),
              pipeline.version(),
              new RunWindow(
                  Grain.DAILY,
                  from.atStartOfDay(ZoneOffset.UTC).toInstant(),
                  until.atStartOfDay(ZoneOffset.UTC).toInstant()),
              with,
              serving,
              checks,
              clock);
      return new BatchRun(context).run(pipeline.contract().rollups(Grain.DAILY));
    }
  }

  private static ServingStore serving(String url) {
    return new ServingStore(
        url, TestingClickHouse.LAKE_USER, TestingClickHouse.shared().lakePassword());
  }

  /** Reconciles all, as {@code ReconcileJob} does. */
  void reconcile() {
    try (ClickHouse clickHouse = ClickHouse.open(settings)) {
      registry.postReconciliation(
          new Reconcile(batch, registry, clickHouse, settings.kafkaBootstrapServers(), clock)
              .of(pipeline.contract(), null, null));
    }
  }

  /** Changes a day of the rollup in Iceberg, as nobody should. */
  void tamper(LocalDate date, boolean delete) {
    String day = "window_start = TIMESTAMP'%s 00:00:00'".formatted(date);
    spark.sql(
        (delete
                ? "DELETE FROM lake.%s WHERE %s"
                : "UPDATE lake.%s SET flights = flights * 2 WHERE %s")
            .formatted(ROLLUP, day));
  }

  /**
   * ClickHouse loses rows of a day.
   *
   * @param which LIKE pattern of airports
   */
  void unserve(LocalDate date, String which) {
    execute(
        "ALTER TABLE serving.departures_daily DELETE WHERE toDate(window_start, 'UTC') = '%s' AND origin LIKE '%s' SETTINGS mutations_sync = 1"
            .formatted(date, which));
  }

  /** ClickHouse shows twice as many flights. */
  void serveDouble(LocalDate date) {
    execute(
        "INSERT INTO serving.departures_daily SELECT * REPLACE (flights * 2 AS flights, _version + 1 AS _version) FROM serving.departures_daily FINAL WHERE toDate(window_start, 'UTC') = '%s'"
            .formatted(date));
  }

  private void execute(String sql) {
    try (ClickHouse clickHouse = ClickHouse.open(settings)) {
      clickHouse.execute(sql);
    }
  }

  /** Whether the day of the rollup was published in time for its SLA. */
  Timeliness timeliness(LocalDate date) {
    return registry.partitions(ROLLUP).stream()
        .filter(partition -> partition.partitionKey().equals(date.toString()))
        .findFirst()
        .orElseThrow()
        .timeliness();
  }

  /** Asks the registry, over HTTP. */
  GateAnswer gate(String which, LocalDate date) {
    return which.equals("raw")
        ? registry.gate(RAW, "event_date=" + date)
        : registry.gate(ROLLUP, date.toString());
  }
}
