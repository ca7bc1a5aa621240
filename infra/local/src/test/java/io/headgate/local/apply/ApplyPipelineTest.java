package io.headgate.local.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.local.TestingRegistry;
import io.headgate.platform.apply.ApplyPipeline;
import io.headgate.platform.apply.Plan;
import io.headgate.platform.apply.RetirePipeline;
import io.headgate.platform.apply.Step;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.Pii;
import io.headgate.platform.contract.PiiMethod;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.Source;
import io.headgate.platform.contract.Transform;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingClickHouse;
import io.headgate.testing.TestingKafka;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One pipeline is applied, again, and changed; the tests are its story in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApplyPipelineTest {
  private static final String KEY = "a-key-for-tests-only";
  private static final Path FLIGHTS = Path.of("../../sql/pipelines/flights");
  private static final Path SHOP = Path.of("../platform/src/test/resources/pipelines/shop");
  private static final String TOPIC = "aviation.departure.v1";

  private Path temp;
  private RegistryService registry;
  private SparkSession spark;
  private Map<String, String> keys;
  private Settings settings;
  private ApplyPipeline apply;
  private PipelineContract flights;

  @BeforeAll
  void start(@TempDir Path folder) {
    temp = folder;
    TestingPostgres postgres = TestingPostgres.shared();
    registry = TestingRegistry.start(postgres, KEY);
    keys =
        Map.of(
            "kafka.bootstrap-servers", TestingKafka.shared().bootstrapServers(),
            "registry.url", registry.url(),
            "registry.api-key", KEY,
            "catalog.url", postgres.catalogUrl(),
            "catalog.user", TestingPostgres.LAKE_USER,
            "catalog.password", postgres.lakePassword(),
            "catalog.warehouse", temp.resolve("warehouse").toUri().toString(),
            "clickhouse.url", TestingClickHouse.shared().jdbcUrl(),
            "clickhouse.user", TestingClickHouse.LAKE_USER,
            "clickhouse.password", TestingClickHouse.shared().lakePassword());
    settings = Settings.of(keys);
    spark =
        LakeSession.open(
            "test",
            new LakeAccess(
                settings.catalogUrl(),
                settings.catalogUser(),
                settings.catalogPassword(),
                settings.catalogWarehouse()));
    apply = new ApplyPipeline(settings, spark, temp.resolve("scheduler"));
    flights = ApplyPipeline.load(spark, FLIGHTS);
  }

  @AfterAll
  void stop() {
    apply.close();
    spark.stop();
    registry.close();
  }

  @Test
  @Order(1)
  void aPlanNamesEveryChangeAndMakesNone() {
    Plan plan = apply.plan(flights, FLIGHTS);

    assertThat(plan.toString().lines())
        .containsExactly(
            "Pipeline flights",
            "  + schema aviation.departure.v1-value: register as version 1",
            "  + topic aviation.departure.v1: create with 4 partitions, compression.type=lz4, message.timestamp.type=CreateTime, retention.ms=2592000000",
            "  + topic aviation.departure.v1.dlq: create with 4 partitions, compression.type=lz4, message.timestamp.type=CreateTime, retention.ms=2592000000",
            "  + namespaces of catalog lake: create",
            "  + table lake.raw.flights: create, 18 columns, partitioned by event_date",
            "  + table lake.quarantine.flights: create, 11 columns, partitioned by days(_failed_at)",
            "  + table lake.rollup.flights_by_origin_hourly: create, 7 columns, partitioned by hours(window_start)",
            "  + table lake.rollup.flights_by_origin_daily: create, 7 columns, partitioned by days(window_start)",
            "  + table lake.rollup.flights_by_route_daily: create, 8 columns, partitioned by days(window_start)",
            "  + table lake.reference.airports: create, 5 columns",
            "  + table lake.metrics.flights: create, 9 columns, partitioned by days(window_start)",
            "  + table lake.offending.flights: create, 10 columns, partitioned by days(window_start)",
            "  + rows of reference.airports: load 3,376 from airports.csv",
            "  + ClickHouse databases serving and analyst: create",
            "  + ClickHouse table serving.published_windows: create",
            "  + ClickHouse view analyst.published_windows: create",
            "  + ClickHouse view analyst.corrections: create",
            "  + ClickHouse table serving.departures_by_origin_hourly: create, 7 columns, ordered by window_start, origin",
            "  + ClickHouse view analyst.departures_by_origin_hourly: create",
            "  + ClickHouse table serving.flights_by_origin_daily: create, 7 columns, ordered by window_start, origin",
            "  + ClickHouse view analyst.flights_by_origin_daily: create",
            "  + ClickHouse table serving.flights_by_route_daily: create, 8 columns, ordered by window_start, origin, destination",
            "  + ClickHouse view analyst.flights_by_route_daily: create",
            "  + contract flights: record as version 1",
            "  + column lineage of flights: record 99 edges",
            "  + scheduler file flights.json: write");
    assertThat(apply.plan(flights, FLIGHTS).toString()).isEqualTo(plan.toString());
  }

  @Test
  @Order(2)
  void aSecondApplyFindsNothingToDo() {
    apply.carryOut(apply.plan(flights, FLIGHTS), step -> {});

    Plan again = apply.plan(flights, FLIGHTS);

    assertThat(again.steps()).hasSize(26).allMatch(step -> step.change().isEmpty());
    assertThat(again.hasChanges()).isFalse();
  }

  @Test
  @Order(3)
  void theTopicsAreAsTheContractSays() throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", settings.kafkaBootstrapServers()))) {
      var topic = admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC);
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
      var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);

      assertThat(topic.partitions()).hasSize(4);
      assertThat(config.get("retention.ms").value()).isEqualTo("2592000000");
      assertThat(config.get("compression.type").value()).isEqualTo("lz4");
    }
  }

  @Test
  @Order(4)
  void theSchedulersFileHoldsTheRecordedVersion() throws IOException {
    String file = Files.readString(temp.resolve("scheduler/flights.json"));
    var recorded =
        new RegistryClient(registry.url().toString(), null).pipeline("flights").orElseThrow();

    assertThat(file)
        .contains(
            "\"version\":1,",
            "\"owner_team\":\"aviation\"",
            "\"first_applied_at\":\"%s\"".formatted(recorded.firstAppliedAt()),
            "\"grain\":\"DAILY\"");
    assertThat(recorded.contract()).isEqualTo(flights);
  }

  @Test
  @Order(5)
  void anAnalystSeesProvisionalWindowsUntilBatchPublishesThem() {
    insert("departures_by_origin_hourly", "2026-11-12 05:00:00", "JFK", 3, 1L, 0);
    insert("departures_by_origin_hourly", "2026-11-12 05:00:00", "XXX", 9, 1L, 0);
    insert("departures_by_origin_hourly", "2026-11-12 06:00:00", "JFK", 5, 1L, 0);
    long batch = (1L << 62) | 7;

    assertThat(analystRows())
        .containsExactly("5 JFK 3 provisional", "5 XXX 9 provisional", "6 JFK 5 provisional");

    insert("departures_by_origin_hourly", "2026-11-12 05:00:00", "JFK", 4, batch, 0);
    publish("rollup.flights_by_origin_hourly", "2026-11-12 05:00:00", "final", batch);
    // The stream goes on, and reorders what it has.
    insert("departures_by_origin_hourly", "2026-11-12 05:00:00", "JFK", 30, 2L, 0);

    assertThat(analystRows()).containsExactly("5 JFK 4 final", "6 JFK 5 provisional");
  }

  @Test
  @Order(6)
  void anAnalystIsRefusedEverythingBehindTheViews() {
    try (ClickHouse analyst = analyst()) {
      assertThatThrownBy(() -> analyst.execute("SELECT * FROM serving.departures_by_origin_hourly"))
          .isInstanceOf(HeadgateException.class)
          .hasMessageContaining("Not enough privileges");
    }
  }

  @Test
  @Order(7)
  void aNewOptionalFieldAddsAColumnAndANewVersion() {
    PipelineContract more =
        with(
            "{\"name\":\"origin\"",
            "{\"name\":\"carrier\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"origin\"");

    Plan plan = apply.plan(more);

    assertThat(plan.steps())
        .filteredOn(step -> step.change().isPresent())
        .extracting(Step::toString)
        .containsExactly(
            "  + schema aviation.departure.v1-value: register as the version after 1",
            "  + table lake.raw.flights: add `carrier` STRING",
            "  + contract flights: record as version 2",
            "  + column lineage of flights: record 100 edges",
            "  + scheduler file flights.json: write");
    apply.carryOut(plan, step -> {});
    assertThat(apply.plan(more).hasChanges()).isFalse();
    assertThat(spark.table("lake.raw.flights").columns()).contains("carrier");
  }

  @Test
  @Order(8)
  void everythingThatCannotBeBridgedIsRefusedBeforeAnythingIsChanged() {
    PipelineContract other =
        with(
            "\"name\":\"distance_miles\",\"type\":\"int\"",
            "\"name\":\"distance_miles\",\"type\":\"string\"");

    assertThatThrownBy(() -> apply.plan(other))
        .isInstanceOf(HeadgateException.class)
        .hasMessageContaining(
            "Cannot change table lake.raw.flights: its column distance_miles is int, and the contract makes it string.");
  }

  @Test
  @Order(9)
  void aSchemaThatAProducerRegisteredAfterTheContractsStaysTheNewest() {
    RegistryClient client = new RegistryClient(registry.url().toString(), KEY);
    String ahead =
        flights
            .eventTypes()
            .get(0)
            .schema()
            .replace(
                "{\"name\":\"origin\"",
                "{\"name\":\"gate\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"origin\"");
    int newest = client.schemas().register(TOPIC, ahead, Compatibility.BACKWARD).version();

    Plan plan = apply.plan(flights);

    assertThat(plan.toString().lines())
        .contains(
            "  = schema aviation.departure.v1-value (the contract has version 1, and version %d is registered after it): nothing to do"
                .formatted(newest));
    apply.carryOut(plan, step -> {});
    assertThat(client.schemas().latest(TOPIC).orElseThrow().version()).isEqualTo(newest);
  }

  @Test
  @Order(10)
  void fieldsThatAreHashedNeedAKeyBeforeAnythingIsMade() {
    PipelineContract shop = ApplyPipeline.load(spark, SHOP);

    assertThatThrownBy(() -> apply.plan(shop, SHOP))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage(
            "Cannot read setting pii.hash-key (key of 32 or more characters, under which personal data is hashed): it is not set. Set HEADGATE_PII_HASH_KEY, or put pii.hash-key into the file that --config or HEADGATE_CONFIG names.");
  }

  @Test
  @Order(11)
  void severalEventTypesOfATopicHaveASubjectEach() {
    PipelineContract shop = ApplyPipeline.load(spark, SHOP);
    RegistryClient client = new RegistryClient(registry.url().toString(), KEY);
    Map<String, String> withKey = new HashMap<>(keys);
    withKey.put("pii.hash-key", "a key for tests, which is 32 long");
    try (ApplyPipeline keyed =
        new ApplyPipeline(Settings.of(withKey), spark, temp.resolve("scheduler"))) {
      Plan plan = keyed.plan(shop, SHOP);
      assertThat(plan.toString().lines())
          .contains(
              "  + schema shop.activity.v1-io.headgate.shop.Visit: register as version 1",
              "  + schema shop.activity.v1-io.headgate.shop.OrderPlaced: register as version 1",
              "  + schema shop.activity.v2-value: register as version 1",
              "  + rows of reference.shops: load 2 from shops.csv",
              "  = rows of reference.clerks (load them with LoadReferenceJob --pipeline shop --reference clerks): nothing to do");
      keyed.carryOut(plan, step -> {});

      assertThat(keyed.plan(shop, SHOP).hasChanges()).isFalse();
    }
    assertThat(
            client
                .schemas()
                .latest("shop.activity.v1", "io.headgate.shop.OrderPlaced")
                .orElseThrow()
                .definition())
        .contains("OrderPlaced", "\"pii\":\"hash\"");
    assertThat(client.schemas().latest("shop.activity.v2")).isPresent();
    assertThat(client.pipeline("shop").orElseThrow().contract()).isEqualTo(shop);
    assertThat(client.dataset("reference.shops").orElseThrow().kind())
        .isEqualTo(Dataset.Kind.REFERENCE);
    assertThat(spark.table("lake.reference.shops").count()).isEqualTo(2);
  }

  @Test
  @Order(12)
  void twoPipelinesOverOneTopicTakeAMaskOneAfterTheOther() {
    RegistryClient client = new RegistryClient(registry.url().toString(), KEY);
    PipelineContract masked =
        with("\"name\":\"destination\"", "\"name\":\"destination\",\"pii\":\"redact\"");
    apply.carryOut(apply.plan(twin(flights)), step -> {});
    int newest = client.schemas().latest(TOPIC).orElseThrow().version();

    Plan first = apply.plan(masked);
    assertThat(first.toString())
        .contains(
            "+ schema aviation.departure.v1-value: register as the version after " + newest,
            "+ contract flights: record as version");
    apply.carryOut(first, step -> {});
    Plan second = apply.plan(twin(masked));
    assertThat(second.toString())
        .contains(
            "= schema aviation.departure.v1-value: nothing to do",
            "+ contract flights_twin: record as version 2");
    apply.carryOut(second, step -> {});

    assertThat(List.of("flights", "flights_twin"))
        .allSatisfy(
            name ->
                assertThat(client.pipeline(name).orElseThrow().contract().pii())
                    .containsExactly(new Pii("destination", PiiMethod.REDACT, null)));
    assertThat(apply.plan(masked).hasChanges()).isFalse();
    assertThat(apply.plan(twin(masked)).hasChanges()).isFalse();
  }

  @Test
  @Order(13)
  void aSchemaThatWouldBreakAnotherPipelineIsRefusedByThePlanAndNothingIsRegistered() {
    RegistryClient client = new RegistryClient(registry.url().toString(), KEY);
    int newest = client.schemas().latest(TOPIC).orElseThrow().version();
    PipelineContract without =
        with("\"name\":\"distance_miles\"", "\"name\":\"distance_flown\",\"default\":0");

    assertThatThrownBy(() -> apply.plan(twin(without)))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining("Cannot register the schema of subject aviation.departure.v1-value")
        .hasMessageContaining("table raw.flights at /fields/")
        .hasMessageContaining("FIELD_REMOVED: distance_miles has no default")
        .hasMessageNotContaining("raw.flights_twin");
    assertThat(client.schemas().latest(TOPIC).orElseThrow().version()).isEqualTo(newest);
  }

  @Test
  @Order(14)
  void aNameThatAnotherPipelineHasInClickHouseIsRefusedByThePlan() {
    Aggregate live = flights.aggregates().get(0);
    Rollup daily = flights.rollup("flights_by_origin_daily").orElseThrow();
    PipelineContract named =
        twin(
            flights,
            List.of(new Aggregate(daily.name(), live.sql(), live.key())),
            List.of(
                new Rollup(live.name(), daily.sql(), Grain.DAILY, daily.key(), null, List.of())),
            List.of());

    assertThatThrownBy(() -> apply.plan(named))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining(
            "Cannot apply pipeline flights_twin: flights_by_origin_daily would have the name of rollup.flights_by_origin_daily of pipeline flights in ClickHouse and among the metrics; rollup.departures_by_origin_hourly would have the name of departures_by_origin_hourly of pipeline flights in ClickHouse and among the metrics. Give its datasets other names.");
  }

  @Test
  @Order(15)
  void aLookBackIntoWhatAnotherPipelineNoLongerKeepsIsRefusedByThePlan() {
    RegistryClient client = new RegistryClient(registry.url().toString(), KEY);
    PipelineContract now = client.pipeline("flights").orElseThrow().contract();
    Retention twoDays =
        new Retention(
            Duration.ofDays(30), Duration.ofDays(30), Duration.ofDays(2), null, null, null);
    client.applyPipeline(
        new PipelineContract(
            now.name(),
            now.ownerTeam(),
            now.sources(),
            now.eventId(),
            now.eventTime(),
            now.delivery(),
            now.filter(),
            now.rules(),
            now.references(),
            now.enrichments(),
            now.aggregates(),
            now.rollups(),
            twoDays,
            now.sla(),
            now.minimumScore()));

    assertThatThrownBy(() -> apply.plan(readingBack(now, Duration.ofHours(25))))
        .hasMessageContaining(
            "Cannot apply pipeline flights_twin: curated.origins reads raw.flights PT25H back, of which a day is kept for PT48H from its end on (retention.raw). Give a shorter look_back, or have that pipeline keep it longer.");
    assertThat(apply.plan(readingBack(now, Duration.ofHours(24))).hasChanges()).isTrue();
  }

  /** The twin, with a transform over what the pipeline itself keeps. */
  private static PipelineContract readingBack(PipelineContract contract, Duration lookBack) {
    Input input = new Input(contract.rawDataset(), "other", lookBack, Map.of("origin", "string"));
    String sql =
        "SELECT window_start, window_end, origin, count(*) AS flights FROM windows, other GROUP BY ALL";
    return twin(
        contract,
        List.of(),
        List.of(),
        List.of(
            new Transform(
                "origins", sql, Grain.DAILY, List.of("origin"), List.of(input), List.of())));
  }

  @Test
  @Order(16)
  void aRetiredPipelineLivesAgainWhenItIsApplied() {
    RegistryClient client = new RegistryClient(registry.url().toString(), KEY);
    RetirePipeline retire = new RetirePipeline(client, temp.resolve("scheduler"));
    PipelineVersion before = client.pipeline("flights_twin").orElseThrow();
    retire.carryOut(retire.plan("flights_twin", "nobody reads it", "ana"));
    assertThat(temp.resolve("scheduler/flights_twin.json")).doesNotExist();
    assertThat(temp.resolve("scheduler/flights.json")).exists();

    Plan plan = apply.plan(before.contract());

    assertThat(plan.steps())
        .filteredOn(step -> step.change().isPresent())
        .extracting(Step::toString)
        .containsExactly(
            "  + contract flights_twin: make it live again (it was retired at %s); its streams go on from their checkpoints"
                .formatted(client.pipeline("flights_twin").orElseThrow().retiredAt()),
            "  + scheduler file flights_twin.json: write");
    apply.carryOut(plan, step -> {});
    assertThat(client.pipeline("flights_twin")).contains(before);
    assertThat(apply.plan(before.contract()).hasChanges()).isFalse();
  }

  /** A pipeline that keeps the same events, and makes nothing of them. */
  private static PipelineContract twin(PipelineContract contract) {
    return twin(contract, List.of(), List.of(), List.of());
  }

  private static PipelineContract twin(
      PipelineContract contract,
      List<Aggregate> aggregates,
      List<Rollup> rollups,
      List<Transform> transforms) {
    return new PipelineContract(
        contract.name() + "_twin",
        contract.ownerTeam(),
        contract.sources(),
        contract.eventId(),
        contract.eventTime(),
        contract.delivery(),
        null,
        List.of(),
        List.of(),
        List.of(),
        aggregates,
        rollups,
        contract.retention(),
        contract.sla(),
        contract.minimumScore(),
        List.of(),
        List.of(),
        transforms);
  }

  private void insert(
      String table, String window, String origin, int flights, long version, int deleted) {
    try (ClickHouse lake = ClickHouse.open(settings)) {
      lake.execute(
          "INSERT INTO serving.%s SETTINGS async_insert = 0 VALUES ('%s', '%s', '%s', %d, 1.5, 2, 0.5, %d, %d)"
              .formatted(table, window, window, origin, flights, version, deleted));
    }
  }

  private void publish(String dataset, String window, String status, long version) {
    try (ClickHouse lake = ClickHouse.open(settings)) {
      lake.execute(
          "INSERT INTO serving.published_windows SETTINGS async_insert = 0 VALUES ('%s', '%s', '%s', '%s', 'run', 1, now64(6), %d)"
              .formatted(dataset, window, window, status, version));
    }
  }

  private List<String> analystRows() {
    try (ClickHouse analyst = analyst()) {
      return analyst.query(
          "SELECT toHour(window_start), origin, flights, status FROM analyst.departures_by_origin_hourly ORDER BY 1, 2",
          row ->
              row.getInt(1)
                  + " "
                  + row.getString(2)
                  + " "
                  + row.getLong(3)
                  + " "
                  + row.getString(4));
    }
  }

  private static ClickHouse analyst() {
    TestingClickHouse server = TestingClickHouse.shared();
    return ClickHouse.open(
        server.jdbcUrl(), TestingClickHouse.ANALYST_USER, server.analystPassword());
  }

  /** Flights with a change in the text of its event schema. */
  private PipelineContract with(String old, String replacement) {
    Source source = flights.sources().get(0);
    String schema = source.eventTypes().get(0).schema();
    assertThat(schema).contains(old);
    return new PipelineContract(
        flights.name(),
        flights.ownerTeam(),
        List.of(
            Source.of(
                source.topic(),
                schema.replace(old, replacement),
                source.partitions(),
                source.replicationFactor())),
        flights.eventId(),
        flights.eventTime(),
        flights.delivery(),
        flights.filter(),
        flights.rules(),
        flights.references(),
        flights.enrichments(),
        flights.aggregates(),
        flights.rollups(),
        flights.retention(),
        flights.sla(),
        flights.minimumScore());
  }
}
