package io.headgate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.platform.registry.SchemaVersion;
import io.headgate.registry.TestingRegistry.Answer;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchemaApiTest {
  private static final String V1 = record("{\"name\":\"id\",\"type\":\"string\"}");
  private static final String V2 =
      record(
          "{\"name\":\"id\",\"type\":\"string\"},"
              + "{\"name\":\"delay\",\"type\":\"int\",\"default\":0}");
  private static final String BREAKING =
      record("{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"delay\",\"type\":\"string\"}");

  private static TestingRegistry registry;

  private final String topic = "t" + UUID.randomUUID();
  private final String subject = topic + "-value";

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void theSameSchemaInAnotherSpellingIsTheSameVersionAndId() {
    SchemaVersion first = registry.client().schemas().register(topic, V1, Compatibility.BACKWARD);
    SchemaVersion again =
        registry
            .client()
            .schemas()
            .register(
                topic,
                "{ \"name\": \"Departure\",\n \"fields\": [{\"type\":\"string\", \"name\":\"id\"}],"
                    + " \"type\": \"record\" }",
                Compatibility.BACKWARD);

    assertThat(again).isEqualTo(first);
    assertThat(first.version()).isEqualTo(1);
    assertThat(registry.client().schemas().definition(first.schemaId())).contains(V1);
  }

  @Test
  void aCompatibleSchemaIsTheNextVersionAndTheLatest() {
    SchemaVersion first = registry.client().schemas().register(topic, V1, Compatibility.FULL);
    SchemaVersion second = registry.client().schemas().register(topic, V2, Compatibility.FULL);

    assertThat(second.version()).isEqualTo(2);
    assertThat(second.schemaId()).isNotEqualTo(first.schemaId());
    assertThat(registry.client().schemas().latest(topic)).contains(second);
    assertThat(registry.get("/v1/schemas/" + topic + "?version=1").body().path("schema_id").asInt())
        .isEqualTo(first.schemaId());
  }

  @Test
  void recordTypesOfOneTopicHaveSubjectsOfTheirOwn() {
    SchemaVersion departure =
        registry
            .client()
            .schemas()
            .register(topic, "aviation.Departure", V1, Compatibility.BACKWARD_TRANSITIVE);
    SchemaVersion arrival =
        registry
            .client()
            .schemas()
            .register(
                topic,
                "aviation.Arrival",
                V1.replace("Departure", "Arrival"),
                Compatibility.BACKWARD_TRANSITIVE);

    assertThat(arrival.version()).isEqualTo(1);
    assertThat(registry.client().schemas().latest(topic, "aviation.Departure")).contains(departure);
    assertThat(registry.client().schemas().latest(topic)).isEmpty();
    assertThat(registry.get("/subjects/" + topic + "-aviation.Arrival/versions").body())
        .hasToString("[1]");
  }

  @Test
  void anIncompatibleSchemaIsRefusedWithPathReasonAndConsumer() {
    registry.client().schemas().register(topic, V2, Compatibility.BACKWARD);

    Answer refused =
        registry.post(
            "/v1/schemas/" + topic,
            Json.write(Map.of("definition", BREAKING, "compatibility", "BACKWARD")));

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.contentType()).startsWith("application/problem+json");
    assertThat(refused.body().path("compatible").asBoolean(true)).isFalse();
    JsonNode one = refused.body().path("incompatibilities").path(0);
    assertThat(one.path("path").asText()).isEqualTo("/fields/1/type");
    assertThat(one.path("consumer").asText()).isEqualTo("data of version 1");
    assertThat(registry.get("/subjects/" + subject + "/versions").body().toString())
        .isEqualTo("[1]");
    assertThatThrownBy(
            () -> registry.client().schemas().register(topic, BREAKING, Compatibility.BACKWARD))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("Cannot register the schema of topic " + topic)
        .hasMessageContaining("data of version 1 at /fields/1/type")
        .hasMessageContaining("make a new topic for it");
  }

  @Test
  void aRefusedRegistrationLeavesTheLevelAsItWas() {
    registry.client().schemas().register(topic, V2, Compatibility.FULL);
    registry.post(
        "/v1/schemas/" + topic,
        Json.write(Map.of("definition", BREAKING, "compatibility", "FORWARD")));

    assertThat(registry.client().schemas().latest(topic).orElseThrow().compatibility())
        .isEqualTo(Compatibility.FULL);
  }

  @Test
  void aConfluentClientRegistersAndReadsBackWithItsKeyAsPassword() {
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("producer:" + TestingRegistry.KEY).getBytes(UTF_8));
    String body = Json.write(Map.of("schema", V1));
    int id =
        registry
            .send("POST", "/subjects/" + subject + "/versions", body, basic)
            .body()
            .path("id")
            .asInt();

    assertThat(registry.get("/schemas/ids/" + id).body().path("schema").asText()).isEqualTo(V1);
    Answer latest = registry.get("/subjects/" + subject + "/versions/latest");
    assertThat(latest.body().path("id").asInt()).isEqualTo(id);
    assertThat(latest.body().path("version").asInt()).isEqualTo(1);
    Answer found = registry.send("POST", "/subjects/" + subject, body, null);
    assertThat(found.body().path("id").asInt()).isEqualTo(id);
    assertThat(registry.get("/subjects").body().toString()).contains("\"" + subject + "\"");
  }

  @Test
  void compatibilityCanBeAskedWithoutAKeyAndWithoutRegistering() {
    registry.client().schemas().register(topic, V2, Compatibility.BACKWARD);
    String path = "/compatibility/subjects/" + subject + "/versions/latest?verbose=true";

    Answer good = registry.send("POST", path, Json.write(Map.of("schema", V1)), null);
    Answer bad = registry.send("POST", path, Json.write(Map.of("schema", BREAKING)), null);

    assertThat(good.body().path("is_compatible").asBoolean()).isTrue();
    assertThat(bad.body().path("is_compatible").asBoolean(true)).isFalse();
    assertThat(bad.body().path("messages").path(0).asText()).contains("TYPE_MISMATCH");
    assertThat(registry.get("/subjects/" + subject + "/versions").body().toString())
        .isEqualTo("[1]");
  }

  @Test
  void aSubjectHasTheDefaultLevelUntilItIsGivenOne() {
    assertThat(registry.get("/config").body().path("compatibilityLevel").asText())
        .isEqualTo("BACKWARD");
    assertThat(code(registry.get("/config/" + subject))).isEqualTo(40408);

    registry.send(
        "PUT",
        "/config/" + subject,
        "{\"compatibility\":\"FULL_TRANSITIVE\"}",
        "Bearer " + TestingRegistry.KEY);

    assertThat(registry.get("/config/" + subject).body().path("compatibilityLevel").asText())
        .isEqualTo("FULL_TRANSITIVE");
  }

  @Test
  void errorsCarryTheCodesThatConfluentClientsKnow() {
    registry.client().schemas().register(topic, V1, Compatibility.BACKWARD);

    assertThat(code(registry.get("/subjects/nobody/versions"))).isEqualTo(40401);
    assertThat(code(registry.get("/subjects/" + subject + "/versions/9"))).isEqualTo(40402);
    assertThat(code(registry.get("/schemas/ids/2000000000"))).isEqualTo(40403);
    assertThat(code(registry.get("/subjects/" + subject + "/versions/zero"))).isEqualTo(42202);
    assertThat(code(registry.post("/subjects/x/versions", "{\"schema\":\"{}\"}"))).isEqualTo(42201);
    assertThat(
            code(
                registry.post(
                    "/subjects/x/versions", "{\"schema\":\"x\",\"schemaType\":\"PROTOBUF\"}")))
        .isEqualTo(42201);
    assertThat(
            code(
                registry.send(
                    "PUT",
                    "/config/" + subject,
                    "{\"compatibility\":\"SOMETIMES\"}",
                    "Bearer " + TestingRegistry.KEY)))
        .isEqualTo(42203);
  }

  @Test
  void anUnknownSchemaIdIsAnAnswerAndNoError() {
    assertThat(registry.client().schemas().definition(2_000_000_000)).isEmpty();
    assertThat(registry.client().schemas().latest("no-such-topic")).isEmpty();
  }

  private static int code(Answer answer) {
    assertThat(answer.body().path("message").asText()).isNotEmpty();
    return answer.body().path("error_code").asInt();
  }

  private static String record(String fields) {
    return "{\"type\":\"record\",\"name\":\"Departure\",\"fields\":[" + fields + "]}";
  }
}
