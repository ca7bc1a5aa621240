package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.apply.Plan;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.contract.RuleAction;
import io.headgate.platform.contract.Sla;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Personal data stands in the topics of its producers and in quarantine, and nowhere else. */
class PlainValuesTest {
  private static final String NAME = "visits";
  private static final String TOPIC = "clinic.visit.v1";
  private static final String AGGREGATE = "visits_by_patient_hourly";
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Instant AT = Instant.parse("2026-11-12T10:00:00Z");

  /** Words that nothing else can hold by chance. */
  private static final String PATIENT = "Quillfeather-Oxenstierna";

  private static final String PHONE = "0999-5557-3331-7";
  private static final String ZIP = "QX7-41993-ZULU";
  private static final String PASSPORT = "PX-88410-77213";
  private static final List<String> PLAIN = List.of(PATIENT, PHONE, ZIP, PASSPORT);

  private static final Schema VISIT =
      masked(
          SchemaBuilder.record("Visit")
              .fields()
              .requiredString("event_id")
              .name("at")
              .type(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)))
              .noDefault()
              .requiredInt("minutes")
              .requiredString("patient")
              .optionalString("phone")
              .requiredString("zip")
              .requiredString("passport")
              .endRecord());

  private final TestingPlatform platform = TestingPlatform.shared();
  @TempDir Path folder;

  private static List<JsonNode> logged(String output) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : output.lines().filter(each -> each.startsWith("{")).toList()) {
      lines.add(Json.MAPPER.readTree(line));
    }
    return lines;
  }

  @Test
  void plainValuesStandInNoStoreNoLogNoCheckpointAndNoAnswer() throws Exception {
    apply();
    byte[] valid = value(visit("v1", 20));
    byte[] cut = value(visit("v4", 20));
    send(valid, value(visit("v2", 30)), value(visit("v3", -1)), Arrays.copyOf(cut, cut.length - 5));
    String output;
    try (DriverProcess driver =
        DriverProcess.startWithJsonLog(
            folder, settings(), "PipelineStreamsJob", List.of("--pipeline", NAME))) {
      await().atMost(PATIENCE).until(() -> judged("raw." + NAME) == 4 && judged(AGGREGATE) == 4);
      assertThat(driver.terminate()).as(driver.output()).isZero();
      output = driver.output();
    }
    assertThat(logged(output))
        .filteredOn(line -> line.path("message").asText().startsWith("batch "))
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line.path("pipeline").asText()).isEqualTo(NAME);
              assertThat(line.path("query").asText()).matches("(raw-ingest|aggregate):.+");
              assertThat(line.path("epoch").asText()).matches("[0-9]+");
            });

    Row raw = platform.spark.table("lake.raw." + NAME).orderBy("_offset").head();
    String hashed = raw.getAs("patient");
    assertThat(hashed).matches("[0-9a-f]{64}");
    assertThat(raw.<String>getAs("phone")).isEqualTo("***");
    assertThat(raw.<String>getAs("zip")).isEqualTo(ZIP.substring(0, 3));
    assertThat(raw.schema().fieldNames()).doesNotContain("passport");

    Map<String, String> places = new LinkedHashMap<>();
    places.put("output of the driver", output);
    places.put("raw", rows("lake.raw." + NAME));
    places.put("quarantine without the records", withoutRecords());
    places.putAll(clickHouse());
    places.putAll(postgres());
    places.putAll(answers());
    Map<String, String> checkpoints = files(platform.folder.resolve("plain-values"));
    Map<String, String> lake = files(platform.folder.resolve("warehouse/raw/" + NAME));
    places.putAll(checkpoints);
    places.putAll(lake);
    places.putAll(files(Path.of(System.getProperty("headgate.registry.jar")).getParent(), ".log"));

    assertThat(places).hasSizeGreaterThan(40);
    assertThat(places).allSatisfy((place, text) -> assertThat(text).as(place).isNotNull());
    assertThat(places.entrySet())
        .filteredOn(place -> PLAIN.stream().anyMatch(place.getValue()::contains))
        .extracting(Map.Entry::getKey)
        .isEmpty();
    // The reading finds what is there: what was put in the place of a value in the data files and
    // in
    // the state, and the values themselves in the place that has them by design.
    assertThat(of(lake, ".parquet")).contains(hashed);
    assertThat(of(lake, ".avro")).contains("warehouse/raw/" + NAME + "/data/");
    assertThat(of(checkpoints, ".changelog")).contains(hashed);
    assertThat(of(files(platform.folder.resolve("warehouse/quarantine/" + NAME)), ".parquet"))
        .contains(PATIENT, PHONE, ZIP, PASSPORT);
  }

  private void apply() {
    PipelineContract contract =
        new PipelineContract(
            NAME,
            "clinic",
            List.of(Source.of(TOPIC, VISIT.toString(), 1, (short) 1)),
            "event_id",
            new EventTime("at", Duration.ofHours(36), Duration.ofHours(1)),
            Delivery.EXACTLY_ONCE,
            "patient <> 'nobody'",
            List.of(
                new Rule("minutes_are_plausible", "minutes >= 0 AND patient <> zip"),
                new Rule("phone_is_short", "length(phone) < 3", RuleAction.WARN)),
            List.of(),
            List.of(),
            List.of(
                new Aggregate(
                    AGGREGATE,
                    """
                    SELECT window.start AS window_start, window.end AS window_end, patient, zip,
                      count(*) AS visits, max(phone) AS phone
                    FROM events GROUP BY window(at, '1 hour'), patient, zip
                    """,
                    List.of("patient", "zip"))),
            List.of(),
            new Retention(Duration.ofDays(7), Duration.ofDays(7)),
            new Sla(Duration.ofHours(6)),
            0.9);
    Plan unused = platform.apply(contract, Settings.of(settings()));
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(platform.properties("plain-values"));
    settings.put("pii.hash-key", "a key for tests, which is 32 long");
    return settings;
  }

  private long judged(String dataset) {
    return platform.registry.client().ledger(dataset).stream().mapToLong(LedgerRow::rowsIn).sum();
  }

  private String rows(String table, String... columns) {
    return platform
        .spark
        .table(table)
        .selectExpr(columns.length == 0 ? new String[] {"*"} : columns)
        .collectAsList()
        .toString();
  }

  /** Analysts may not read quarantine; whoever looks at its reasons sees no personal data. */
  private String withoutRecords() {
    return rows("lake.quarantine." + NAME, columnsWithoutRecords());
  }

  private String[] columnsWithoutRecords() {
    return Stream.of(platform.spark.table("lake.quarantine." + NAME).schema().fieldNames())
        .filter(column -> !List.of("_key", "_value", "_headers").contains(column))
        .toArray(String[]::new);
  }

  private Map<String, String> clickHouse() {
    Map<String, String> texts = new HashMap<>();
    try (ClickHouse clickHouse = ClickHouse.open(platform.settings("none"))) {
      List<String> tables =
          clickHouse.query(
              """
              SELECT concat(database, '.', name) FROM system.tables
              WHERE name LIKE '%\\_log'
                OR (database IN ('serving', 'final', 'analyst')
                  AND (engine <> 'View' OR name = ?))
              """,
              row -> row.getString(1), AGGREGATE);
      for (String table : tables) {
        texts.put(
            "ClickHouse " + table,
            String.join(
                "\n",
                clickHouse.query(
                    "SELECT toString(tuple(*)) FROM " + table, row -> row.getString(1))));
      }
    }
    return texts;
  }

  private Map<String, String> postgres() throws SQLException {
    Map<String, String> texts = new HashMap<>();
    try (Connection connection =
            DriverManager.getConnection(
                platform.postgres.jdbcUrl(), "postgres", platform.postgres.superuserPassword());
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet names =
          statement.executeQuery(
              """
              SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
              WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
              """)) {
        while (names.next()) {
          tables.add(names.getString(1));
        }
      }
      for (String table : tables) {
        StringBuilder text = new StringBuilder();
        try (ResultSet rows = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
          while (rows.next()) {
            text.append(rows.getString(1)).append('\n');
          }
        }
        texts.put("PostgreSQL " + table, text.toString());
      }
    }
    return texts;
  }

  private Map<String, String> answers() throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    Map<String, String> texts = new HashMap<>();
    for (String path :
        List.of(
            "/v1/ledger?dataset=raw." + NAME,
            "/v1/ledger?dataset=" + AGGREGATE,
            "/v1/pipelines/" + NAME,
            "/v1/queries",
            "/v1/lag",
            "/v1/incidents",
            "/v1/gates/raw." + NAME,
            "/v1/gates/" + AGGREGATE,
            "/v1/overview",
            "/v1/datasets",
            "/v1/datasets/raw." + NAME,
            "/v1/datasets/raw." + NAME + "/partitions",
            "/v1/datasets/" + AGGREGATE + "/partitions",
            "/v1/lineage?dataset=raw." + NAME,
            "/v1/lineage/raw." + NAME,
            "/v1/lineage/raw." + NAME + "/events?partition=event_date=2026-11-12",
            "/v1/pipelines/" + NAME + "/versions/1/column-lineage",
            "/v1/freshness",
            "/v1/reconciliations",
            "/v1/alerts",
            "/",
            "/metrics")) {
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(platform.registry.url() + path)).build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      texts.put("answer to " + path, answer.body());
    }
    return texts;
  }

  /** The text of the files with this ending. */
  private static String of(Map<String, String> files, String ending) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().endsWith(ending))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining("\n"));
  }

  private Map<String, String> files(Path folder, String... endings) throws IOException {
    Map<String, String> texts = new HashMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (endings.length == 0 || Stream.of(endings).anyMatch(file.toString()::endsWith)) {
          texts.put(file.toString(), StoredText.of(platform.spark, file));
        }
      }
    }
    assertThat(texts).as("files in " + folder).isNotEmpty();
    return texts;
  }

  private byte[] value(GenericRecord visit) {
    int schemaId = platform.registry.client().schemas().latest(TOPIC).orElseThrow().schemaId();
    return TestingPipeline.value(schemaId, visit);
  }

  private void send(byte[]... values) {
    platform.send(
        Arrays.stream(values)
            .map(value -> new ProducerRecord<byte[], byte[]>(TOPIC, value))
            .toList());
  }

  private static GenericRecord visit(String id, int minutes) {
    return new GenericRecordBuilder(VISIT)
        .set("event_id", id)
        .set("at", TimeUnit.SECONDS.toMicros(AT.getEpochSecond()))
        .set("minutes", minutes)
        .set("patient", PATIENT)
        .set("phone", PHONE)
        .set("zip", ZIP)
        .set("passport", PASSPORT)
        .build();
  }

  private static Schema masked(Schema schema) {
    schema.getField("patient").addProp("pii", "hash");
    schema.getField("phone").addProp("pii", "redact");
    schema.getField("zip").addProp("pii", "truncate");
    schema.getField("zip").addProp("pii_keep", 3);
    schema.getField("passport").addProp("pii", "drop");
    return schema;
  }
}
