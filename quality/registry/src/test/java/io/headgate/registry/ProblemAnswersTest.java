package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.registry.TestingRegistry.Answer;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemAnswersTest {
  private static TestingRegistry registry;

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/schemas/t",
    "POST, /subjects/s/versions",
    "PUT, /config",
    "PUT, /config/s",
    "POST, /v1/pipelines",
    "POST, /v1/ledger",
    "POST, /v1/runs",
    "POST, /v1/datasets/d/partitions/p/transitions",
    "POST, /v1/gates/d/holds",
    "DELETE, /v1/gates/d/holds/1",
  })
  void nothingChangesWithoutTheKey(String method, String path) {
    for (String authorization : new String[] {null, "Bearer wrong-key-wrong-key", "Basic ???"}) {
      Answer answer = registry.send(method, path, "{}", authorization);

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.contentType()).startsWith("application/problem+json");
      assertThat(answer.body().path("detail").asText()).contains("Bearer <registry.api-key>");
    }
  }

  @Test
  void aWrongKeyIsToldToTheJobWithTheSetting() {
    assertThatThrownBy(
            () ->
                new RegistryClient(registry.url(), "wrong-key-wrong-key")
                    .applyPipeline(new Flights().contract()))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("does not accept the key. Set registry.api-key to its key.");
  }

  @Test
  void aBodyThatIsNoJsonIsRefusedWithThePlace() {
    Answer answer = registry.post("/v1/ledger", "{\"writer\":\n oops}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("Cannot read the body: no JSON from line 2, column 6 on. Send a JSON object.");
  }

  @Test
  void everyMissingFieldIsNamed() {
    Answer answer = registry.post("/v1/gates/d/holds", "{\"until\":null}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("Cannot read the body: missing reason, who. Send every field.");
  }

  @Test
  void aValueOfTheWrongTypeIsNamedWithoutOurClassNames() {
    Flights flights = new Flights();
    String row =
        Json.write(flights.epoch(0, Map.of("event_date=2026-11-12", 1L)))
            .replace("\"partition\":0", "\"partition\":\"zero\"");

    Answer answer = registry.post("/v1/ledger", row);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo(
            "Cannot read the body: field 'offsets.0.partition' is missing, or has a value of the"
                + " wrong type. Correct it.");
  }

  @Test
  void anUnknownPathIsAProblemToo() {
    Answer answer = registry.get("/v2/nothing");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.body().path("title").asText()).isEqualTo("Not found");
  }

  @Test
  void aFaultInsideTellsNeitherSqlNorStackTrace() {
    Flights flights = new Flights();
    registry.client().applyPipeline(flights.contract());
    // PostgreSQL keeps no NUL in a text.
    Answer answer =
        registry.post(
            "/v1/gates/" + flights.raw + "/holds", "{\"reason\":\"a\\u0000b\",\"who\":\"ana\"}");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body().toString())
        .doesNotContainIgnoringCase("insert")
        .doesNotContain("org.");
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("The registry could not do this; its log says why.");
  }

  @Test
  void healthAndMetricsAnswerWithoutAKey() {
    assertThat(registry.get("/health/live").body().path("status").asText()).isEqualTo("live");
    assertThat(registry.get("/health/ready").body().path("status").asText()).isEqualTo("ready");
    assertThat(registry.client().ready()).isTrue();
    assertThat(registry.get("/metrics").status()).isEqualTo(200);
  }

  @Test
  void aRegistryThatIsDownIsADependencyThatIsDown() {
    assertThatThrownBy(
            () -> RegistryClient.withoutRetries("http://127.0.0.1:1", null).pipeline("flights"))
        .isInstanceOf(HeadgateException.class)
        .matches(e -> ((HeadgateException) e).exitCode() == ExitCode.DEPENDENCY_DOWN)
        .hasMessage(
            "Cannot read pipeline flights: the registry at http://127.0.0.1:1 does not serve"
                + " (ConnectException). Start it, or correct registry.url.");
  }
}
