package io.headgate.registry;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.headgate.http.KeyHash;
import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.registry.BatchProgress;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.platform.registry.OffsetGap;
import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.registry.TestingRegistry.Answer;
import io.headgate.registry.metric.MetricStores;
import io.headgate.registry.metric.MetricStores.Login;
import io.headgate.registry.openapi.Described;
import io.headgate.testing.TestingClickHouse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The description of the calls is held against what is served. */
class OpenApiTest {
  private static final Instant NOW = Flights.DAY.plus(Duration.ofDays(1));
  private static final String DAY = "event_date=2026-11-12";
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private static final Flights FLIGHTS = new Flights();
  private static final String SUBJECT = "aviation." + FLIGHTS.name + ".v1-value";

  /** What the parameters of paths stand for in what the test has recorded. */
  private static final Map<String, String> PARAMETERS = new HashMap<>();

  private static TestingRegistry registry;
  private static JsonNode document;

  @BeforeAll
  static void recordOneOfEach() {
    TestingClickHouse clickHouse = TestingClickHouse.shared();
    registry =
        TestingRegistry.reading(
            new MetricStores(
                new Login(
                    clickHouse.httpUrl(),
                    TestingClickHouse.ANALYST_USER,
                    clickHouse.analystPassword()),
                new Login("", "", ""),
                Duration.ofDays(2),
                Duration.ofSeconds(10)),
            Clock.fixed(NOW, ZoneOffset.UTC));
    new ServedDepartures(FLIGHTS.aggregate, "no rollup")
        .streamed(NOW, NOW.plus(Duration.ofHours(1)), "ORD", 7);
    RegistryClient client = registry.client();
    int schemaId =
        client
            .schemas()
            .register("aviation." + FLIGHTS.name + ".v1", Flights.SCHEMA, Compatibility.BACKWARD)
            .schemaId();
    client.applyPipeline(FLIGHTS.measured());
    client.postLedger(FLIGHTS.epoch(0, Map.of(DAY, 100L)));
    client.postRun(FLIGHTS.published("run", 1, "2026-11-12", 0));
    client.putQuery(
        new QueryReport(
            "raw-ingest:" + FLIGHTS.name,
            FLIGHTS.name,
            QueryState.FAILED,
            "it is gone",
            "bring it back",
            NOW,
            1,
            List.of(new PartitionLag("t", 0, 100, 200, 100, 7.5)),
            NOW,
            new BatchProgress(7, NOW, Map.of("addBatch", Duration.ofMillis(900)), NOW)));
    client
        .activity()
        .postMaintenance(
            new MaintenanceReport(
                FLIGHTS.raw,
                "bin-pack",
                MaintenanceReport.Outcome.DONE,
                "partitions rewrite 1",
                new MaintenanceReport.Extent(9, 900),
                new MaintenanceReport.Extent(1, 800),
                NOW,
                NOW));
    client.leases().acquire(FLIGHTS.raw, "token-of-a-test", "a test", Duration.ofMinutes(10));
    client.acceptGap(
        new OffsetGap(FLIGHTS.name, "t", 1, 5, 9, "aged-out", "it was a test", "ana", NOW));
    client.postReconciliation(
        new Reconciliation(
            FLIGHTS.name,
            null,
            NOW,
            false,
            List.of(
                new Reconciliation.Balance(
                    "t", 0, 0, 100, 99, 0, Map.of(Reconciliation.Kind.MISSING, 1L))),
            List.of(new Reconciliation.OffsetFinding("t", 0, 7, 8, Reconciliation.Kind.MISSING)),
            List.of(new Reconciliation.WindowFinding("live", NOW, "ORD", "1", null, false)),
            List.of("ClickHouse was not looked at"),
            NOW,
            NOW));
    PARAMETERS.putAll(
        Map.of(
            "subject",
            SUBJECT,
            "version",
            "latest",
            "topic",
            "aviation." + FLIGHTS.name + ".v1",
            "id",
            Integer.toString(schemaId),
            "name",
            FLIGHTS.name,
            "run_key",
            FLIGHTS.name + "run",
            "dataset",
            FLIGHTS.daily,
            "key",
            "2026-11-12",
            "file",
            "app.js"));
    PARAMETERS.put("metric", FLIGHTS.aggregate + ".flights");
    PARAMETERS.put("sha256", HexFormat.of().formatHex(KeyHash.of(TestingRegistry.KEY)));
    PARAMETERS.put("rule_id", firedRule(client));
    document = registry.get("/openapi").body();
  }

  private static String firedRule(RegistryClient client) {
    AlertRule rule =
        Json.MAPPER.convertValue(
            registry
                .post(
                    "/v1/alert-rules",
                    """
                    {"metric_name": "%s.flights", "condition": "GREATER_THAN", "threshold": 9,
                     "window_seconds": 60, "notification_channel": "https://127.0.0.1/hook"}
                    """
                        .formatted(FLIGHTS.aggregate))
                .body(),
            AlertRule.class);
    client
        .alerts()
        .signal(
            List.of(
                new AlertSignal(
                    rule.id(),
                    rule.version(),
                    Map.of("origin", "ORD"),
                    NOW.minusSeconds(60),
                    NOW,
                    AlertSignal.State.FIRING,
                    10.5,
                    null,
                    NOW)));
    return rule.id();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void everyRouteIsDescribedAndEveryDescribedCallIsServed() {
    Set<String> served =
        registry.routes().stream()
            .map(route -> route.method() + " " + route.path())
            .collect(toCollection(TreeSet::new));
    Set<String> described = new TreeSet<>();
    document
        .path("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fields()
                    .forEachRemaining(
                        call -> {
                          if (call.getValue().hasNonNull("summary")) {
                            described.add(
                                call.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));

    assertThat(described).isEqualTo(served);
    assertThat(Described.calls()).isEqualTo(served);
  }

  @Test
  void theRoleOfACallIsThatOfItsRoute() {
    assertThat(registry.routes())
        .allSatisfy(
            route -> {
              String role = route.roles().iterator().next().name();
              JsonNode call = call(route.method(), route.path());
              assertThat(call.path("x-role").asText("ANYONE")).isEqualTo(role);
              assertThat(call.path("security").isEmpty()).isEqualTo(role.equals("ANYONE"));
            });
  }

  @Test
  void everyReadAnswersWhatIsDescribed() {
    String key = "Bearer " + TestingRegistry.KEY;
    registry.send("PUT", "/config/" + SUBJECT, "{\"compatibility\":\"FULL\"}", key);
    registry.send("PUT", "/mode/" + SUBJECT, "{\"mode\":\"READWRITE\"}", key);
    SoftAssertions softly = new SoftAssertions();
    registry.routes().stream()
        .filter(route -> route.method().equals("GET"))
        .forEach(
            route -> {
              Answer answer = registry.call("GET", filled(route.path()), TestingRegistry.KEY);
              softly.assertThat(answer.status()).as(route.path()).isEqualTo(200);
              JsonNode content = call("GET", route.path()).at("/responses/200/content");
              if (content.has("application/json")) {
                softly
                    .assertThat(violations(content.at("/application~1json/schema"), answer.body()))
                    .as("%s answers %s", route.path(), answer.body())
                    .isEmpty();
              } else {
                String media = content.fieldNames().next();
                softly
                    .assertThat(answer.contentType())
                    .as(route.path())
                    .startsWith(media.equals("*/*") ? "text/javascript" : media);
              }
            });
    softly.assertAll();
  }

  @Test
  void whatIsSentIsWhatIsDescribed() {
    Map<String, Object> bodies =
        Map.of(
            "/v1/ledger", FLIGHTS.epoch(1, Map.of(DAY, 1L)),
            "/v1/runs", FLIGHTS.quarantined("again", "2026-11-12", 0),
            "/v1/gates/{dataset}/holds", Map.of("reason", "r", "who", "ana"));
    SoftAssertions softly = new SoftAssertions();
    bodies.forEach(
        (path, body) ->
            softly
                .assertThat(
                    violations(
                        call("POST", path).at("/requestBody/content/application~1json/schema"),
                        Json.MAPPER.valueToTree(body)))
                .as(path)
                .isEmpty());
    softly.assertAll();
  }

  @Test
  void anAnswerWithAFieldMoreOrLessIsNoticed() {
    JsonNode schema =
        call("GET", "/v1/datasets/{dataset}").at("/responses/200/content/application~1json/schema");
    ObjectNode dataset =
        (ObjectNode) registry.call("GET", filled("/v1/datasets/{dataset}"), null).body();

    assertThat(violations(schema, dataset.deepCopy().put("more", 1))).isNotEmpty();
    assertThat(violations(schema, dataset.deepCopy().without("kind"))).isNotEmpty();
    assertThat(violations(schema, dataset.deepCopy().put("kind", "HEAP"))).isNotEmpty();
  }

  @Test
  void aProblemIsWhatIsDescribed() {
    JsonNode schema =
        document.at("/components/responses/Problem/content/application~1problem+json/schema");

    assertThat(call("GET", "/v1/gaps").at("/responses/default/$ref").asText())
        .isEqualTo("#/components/responses/Problem");
    assertThat(violations(schema, registry.get("/v2/nothing").body())).isEmpty();
  }

  private static JsonNode call(String method, String path) {
    return document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
  }

  /** What some calls must be asked. */
  private static final Map<String, String> QUESTIONS =
      Map.of(
          "/v1/lineage",
          "?dataset=" + FLIGHTS.daily,
          "/v1/metrics/{metric}",
          "?provisional=true",
          "/v1/lineage/{dataset}/events",
          "?partition=2026-11-12");

  private static String filled(String path) {
    // A version of a pipeline, unlike that of a subject, is only a number.
    String filled =
        path.replace("/v1/pipelines/{name}/versions/{version}", "/v1/pipelines/{name}/versions/1")
            + QUESTIONS.getOrDefault(path, "");
    for (Map.Entry<String, String> parameter : PARAMETERS.entrySet()) {
      filled = filled.replace("{" + parameter.getKey() + "}", parameter.getValue());
    }
    assertThat(filled).as("PARAMETERS has an example of each in %s", path).doesNotContain("{");
    return filled;
  }

  private static Set<ValidationMessage> violations(JsonNode schema, JsonNode body) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", closed(document.path("components").deepCopy()));
    return SCHEMAS.getSchema(closed(whole)).validate(Json.write(body), InputFormat.JSON);
  }

  /** Readers may meet fields that they do not know; this test may not. */
  private static JsonNode closed(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("type").asText().equals("object")
        && object.path("properties").isObject()
        && !object.at("/properties/detail").isObject()) {
      object.put("additionalProperties", false);
    }
    schema.forEach(OpenApiTest::closed);
    return schema;
  }
}
