package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.registry.Json;
import io.headgate.registry.TestingRegistry.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a standard client of a Confluent-compatible registry may rely on, beside registering. */
class SubjectApiTest {
  private static final String V1 = record("{\"name\":\"id\",\"type\":\"string\"}");
  private static final String V2 =
      record(
          "{\"name\":\"id\",\"type\":\"string\"},{\"name\":\"n\",\"type\":\"int\",\"default\":0}");

  private static TestingRegistry registry;

  private final String subject = "s" + UUID.randomUUID() + "-value";

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void aVersionThatIsDeletedSoftlyIsHiddenAndItsIdStillRead() {
    int id = register(V1);
    register(V2);

    assertThat(text(delete("/subjects/" + subject + "/versions/1"))).isEqualTo("1");

    assertThat(text(get("/versions"))).isEqualTo("[2]");
    assertThat(text(get("/versions?deleted=true"))).isEqualTo("[1,2]");
    assertThat(text(get("/versions?deletedOnly=true"))).isEqualTo("[1]");
    assertThat(code(get("/versions/1"))).isEqualTo(40402);
    assertThat(get("/versions/1?deleted=true").body().path("id").asInt()).isEqualTo(id);
    assertThat(registry.get("/schemas/ids/" + id).body().path("schema").asText()).isEqualTo(V1);
    assertThat(code(delete("/subjects/" + subject + "/versions/1"))).isEqualTo(40406);
  }

  @Test
  void aVersionIsDeletedForGoodOnlyAfterASoftDeletion() {
    int id = register(V1);

    assertThat(code(delete("/subjects/" + subject + "/versions/latest?permanent=true")))
        .isEqualTo(40407);
    delete("/subjects/" + subject + "/versions/latest");
    assertThat(text(delete("/subjects/" + subject + "/versions/-1?permanent=True"))).isEqualTo("1");

    assertThat(code(get("/versions?deleted=true"))).isEqualTo(40401);
    assertThat(code(delete("/subjects/" + subject + "/versions/1"))).isEqualTo(40401);
    assertThat(register(V1)).isEqualTo(id);
  }

  @Test
  void aSchemaThatComesBackAfterASoftDeletionHasItsIdAndTheNextVersion() {
    int id = register(V1);
    delete("/subjects/" + subject + "/versions/1");

    assertThat(register(V1)).isEqualTo(id);
    assertThat(text(get("/versions"))).isEqualTo("[2]");
  }

  @Test
  void aSubjectIsDeletedWithItsLevelAndMode() {
    register(V1);
    register(V2);
    put("/config/" + subject, Map.of("compatibility", "FULL"));

    assertThat(code(delete("/subjects/" + subject + "?permanent=true"))).isEqualTo(40405);
    assertThat(text(delete("/subjects/" + subject))).isEqualTo("[1,2]");
    assertThat(code(delete("/subjects/" + subject))).isEqualTo(40404);

    assertThat(code(registry.get("/config/" + subject))).isEqualTo(40408);
    assertThat(code(get("/versions"))).isEqualTo(40401);
    assertThat(text(registry.get("/subjects?subjectPrefix=" + subject))).isEqualTo("[]");
    assertThat(text(registry.get("/subjects?deleted=true&subjectPrefix=" + subject)))
        .isEqualTo("[\"" + subject + "\"]");
    assertThat(text(delete("/subjects/" + subject + "?permanent=true"))).isEqualTo("[1,2]");
    assertThat(code(delete("/subjects/" + subject))).isEqualTo(40401);
    assertThat(text(registry.get("/subjects?deleted=true&subjectPrefix=" + subject)))
        .isEqualTo("[]");
  }

  @Test
  void aDeletedSchemaIsInNobodysWay() {
    register(V2);
    delete("/subjects/" + subject + "/versions/1");

    assertThat(register(record("{\"name\":\"n\",\"type\":\"string\"}"))).isPositive();
  }

  @Test
  void aSchemaIsFoundUnderItsSubjectOnlyWhileItIsThere() {
    register(V1);
    String body = Json.write(Map.of("schema", V1));

    assertThat(code(registry.post("/subjects/" + subject, Json.write(Map.of("schema", V2)))))
        .isEqualTo(40403);
    assertThat(code(registry.post("/subjects/nobody", body))).isEqualTo(40401);
    register(V2);
    delete("/subjects/" + subject + "/versions/1");
    assertThat(code(registry.post("/subjects/" + subject, body))).isEqualTo(40403);
    assertThat(
            registry
                .post("/subjects/" + subject + "?deleted=True", body)
                .body()
                .path("version")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void withNormalizeTheOrderOfPropertiesMakesNoDifference() {
    String one = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[],\"a\":1,\"b\":2}";
    String other = "{\"b\":2,\"a\":1,\"type\":\"record\",\"fields\":[],\"name\":\"R\"}";
    int id = register(one);

    assertThat(
            registry
                .post(versions() + "?normalize=true", Json.write(Map.of("schema", other)))
                .body()
                .path("id")
                .asInt())
        .isEqualTo(id);
    assertThat(text(get("/versions"))).isEqualTo("[1]");
    assertThat(
            registry
                .post(
                    "/subjects/" + subject + "?normalize=true", Json.write(Map.of("schema", other)))
                .body()
                .path("id")
                .asInt())
        .isEqualTo(id);
  }

  @Test
  void anIdTellsItsSubjectsAndVersions() {
    String mine = V1.replace("\"R\"", "\"R" + UUID.randomUUID().toString().replace("-", "") + "\"");
    int id = register(mine);
    String ids = "/schemas/ids/" + id;

    assertThat(text(registry.get(ids + "/subjects"))).isEqualTo("[\"" + subject + "\"]");
    assertThat(registry.get(ids + "/versions").body().path(0).path("version").asInt()).isEqualTo(1);
    assertThat(text(registry.get(ids + "/schema"))).isEqualTo(mine);
    assertThat(text(registry.get(ids + "/versions?subject=other"))).isEqualTo("[]");
    delete("/subjects/" + subject);
    assertThat(text(registry.get(ids + "/subjects"))).isEqualTo("[]");
    assertThat(registry.get(ids + "/subjects?deleted=true").body()).hasSize(1);
    assertThat(code(registry.get("/schemas/ids/2000000000/versions"))).isEqualTo(40403);
    assertThat(code(registry.get("/schemas/ids/x/subjects"))).isEqualTo(40403);
  }

  @Test
  void listsComeInPartsWhenAClientAsksForParts() {
    register(V1);
    register(V2);

    assertThat(text(get("/versions?offset=1&limit=-1"))).isEqualTo("[2]");
    assertThat(text(get("/versions?offset=0&limit=1"))).isEqualTo("[1]");
    assertThat(text(get("/versions?offset=7&limit=1"))).isEqualTo("[]");
  }

  @Test
  void noSchemaRefersToAnotherAndOnlyAvroIsKnown() {
    register(V1);

    assertThat(text(get("/versions/latest/referencedby"))).isEqualTo("[]");
    assertThat(text(get("/versions/1/schema"))).isEqualTo(V1);
    assertThat(text(registry.get("/schemas/types"))).isEqualTo("[\"AVRO\"]");
    for (String body :
        new String[] {
          "{\"schema\":\"{}\",\"schemaType\":\"JSON\"}",
          "{\"schema\":\"syntax\",\"schemaType\":\"PROTOBUF\"}",
          "{\"schema\":\"\\\"R\\\"\",\"references\":[{\"name\":\"R\",\"subject\":\"r\",\"version\":1}]}",
          "{}"
        }) {
      Answer answer = registry.post(versions(), body);
      assertThat(answer.status()).isEqualTo(422);
      assertThat(code(answer)).isEqualTo(42201);
    }
  }

  @Test
  void aSubjectThatIsReadOnlyTakesNoChangeButKnowsWhatItHas() {
    int id = register(V1);
    assertThat(code(registry.get("/mode/" + subject))).isEqualTo(40409);
    assertThat(
            registry.get("/mode/" + subject + "?defaultToGlobal=true").body().path("mode").asText())
        .isEqualTo("READWRITE");

    put("/mode/" + subject, Map.of("mode", "READONLY"));

    Answer refused = registry.post(versions(), Json.write(Map.of("schema", V2)));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(code(refused)).isEqualTo(42205);
    assertThat(register(V1)).isEqualTo(id);
    assertThat(code(delete("/subjects/" + subject))).isEqualTo(42205);
    assertThat(code(put("/config/" + subject, Map.of("compatibility", "NONE")))).isEqualTo(42205);
    registry.send("DELETE", "/mode/" + subject, "", "Bearer " + TestingRegistry.KEY);
    assertThat(register(V2)).isNotEqualTo(id);
    assertThat(code(put("/mode/" + subject, Map.of("mode", "IMPORT")))).isEqualTo(42205);
    assertThat(code(put("/mode/" + subject, Map.of("mode", "ASLEEP")))).isEqualTo(42204);
    assertThat(registry.get("/mode").body().path("mode").asText()).isEqualTo("READWRITE");
  }

  @Test
  void aLevelThatIsDroppedGivesWayToTheDefault() {
    put("/config/" + subject, Map.of("compatibility", "full"));

    assertThat(delete("/config/" + subject).body().path("compatibilityLevel").asText())
        .isEqualTo("FULL");
    assertThat(code(delete("/config/" + subject))).isEqualTo(40401);
    assertThat(
            registry
                .get("/config/" + subject + "?defaultToGlobal=true")
                .body()
                .path("compatibilityLevel")
                .asText())
        .isEqualTo("BACKWARD");
  }

  @Test
  void anAnswerHasTheMediaTypeThatTheClientAskedFor() throws Exception {
    String vendor = "application/vnd.schemaregistry.v1+json";

    assertThat(mediaType("/subjects", vendor + ", application/json")).isEqualTo(vendor);
    assertThat(mediaType("/subjects", "application/json")).isEqualTo("application/json");
    assertThat(mediaType("/subjects", "*/*")).isEqualTo(vendor);
    assertThat(mediaType("/subjects/nobody/versions", vendor)).isEqualTo(vendor);
    assertThat(mediaType("/subjects/nobody/versions", "*/*")).isEqualTo("application/problem+json");
  }

  private static String mediaType(String path, String accepted) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(registry.url() + path))
                .header("Accept", accepted)
                .build(),
            BodyHandlers.discarding())
        .headers()
        .firstValue("Content-Type")
        .orElseThrow()
        .replace(";charset=utf-8", "");
  }

  private int register(String schema) {
    Answer answer = registry.post(versions(), Json.write(Map.of("schema", schema)));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().path("id").asInt();
  }

  private String versions() {
    return "/subjects/" + subject + "/versions";
  }

  private Answer get(String path) {
    return registry.get("/subjects/" + subject + path);
  }

  private static Answer delete(String path) {
    return registry.send("DELETE", path, "", "Bearer " + TestingRegistry.KEY);
  }

  private static Answer put(String path, Map<String, String> body) {
    return registry.send("PUT", path, Json.write(body), "Bearer " + TestingRegistry.KEY);
  }

  private static String text(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body().toString();
  }

  private static int code(Answer answer) {
    assertThat(answer.status()).isGreaterThanOrEqualTo(400);
    assertThat(answer.body().path("message").asText()).isNotEmpty();
    return answer.body().path("error_code").asInt();
  }

  private static String record(String fields) {
    return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}";
  }
}
