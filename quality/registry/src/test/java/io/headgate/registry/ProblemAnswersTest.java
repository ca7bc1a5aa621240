package io.headgate.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.registry.TestingRegistry.Answer;
import io.headgate.testing.TestingPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
      assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
      assertThat(answer.body().path("detail").asText())
          .contains(
              authorization == null
                  ? "Send 'Authorization: Bearer <registry.api-key>'"
                  : "The key is not known, or was revoked.");
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
        .isEqualTo("Cannot read the body: no JSON from line 2, column 7 on. Send a JSON object.");
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
  void aFaultInsideTellsNeitherSqlNorStackTrace() throws SQLException {
    Answer answer;
    execute("ALTER TABLE registry.offset_gap RENAME TO offset_gap_is_away");
    try {
      answer = registry.get("/v1/gaps");
    } finally {
      execute("ALTER TABLE registry.offset_gap_is_away RENAME TO offset_gap");
    }

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body().toString())
        .doesNotContainIgnoringCase("select")
        .doesNotContain("offset_gap")
        .doesNotContain("org.");
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("The registry could not do this; its log says why.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\u0000b", "a\\ud800b", "\\udc00"})
  void aTextThatCannotBeKeptIsRefused(String text) {
    Answer answer =
        registry.post("/v1/gates/d/holds", "{\"reason\":\"%s\",\"who\":\"ana\"}".formatted(text));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo(
            "Cannot read the body: a text holds NUL, or half of a surrogate pair. Send text of"
                + " whole characters.");
  }

  @Test
  void aTimeThatPostgresqlDoesNotKeepIsRefused() {
    Flights flights = new Flights();
    registry.client().applyPipeline(flights.contract());

    Answer answer =
        registry.post(
            "/v1/gates/" + flights.raw + "/holds",
            "{\"reason\":\"r\",\"who\":\"ana\",\"until\":\"+999999999-12-31T00:00:00Z\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("detail").asText()).contains("time out of range");
  }

  @Test
  void anotherMethodIsToldThoseThatThereAre() {
    Answer answer = registry.call("DELETE", "/v1/gates/x", null);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET");
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("'/v1/gates/x' takes GET, and not DELETE.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "jason", ";"})
  void anotherContentTypeIsRefused(String type) {
    Answer answer =
        registry.send(
            registry
                .to("/v1/ledger")
                .header("Authorization", "Bearer " + TestingRegistry.KEY)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("{}")));

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("The body is of another type than JSON. Send 'Content-Type: application/json'.");
  }

  @Test
  void jsonIsUtf8WhateverCharsetIsClaimed() {
    Answer answer =
        registry.send(
            registry
                .to("/v1/gates/d/holds")
                .header("Authorization", "Bearer " + TestingRegistry.KEY)
                .header("Content-Type", "application/json; charset=no-such-charset")
                .POST(BodyPublishers.ofString("{}")));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").asText()).contains("missing reason, who");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0xC3, 0xE2, 0xF8, 0xFF})
  void aBodyThatIsNotUtf8IsRefused(int odd) {
    byte[] body = "{\"reason\": \"x\", \"who\": \"y\"}".getBytes(UTF_8);
    body[12] = (byte) odd;

    Answer answer =
        registry.send(
            registry
                .to("/v1/gates/d/holds")
                .header("Authorization", "Bearer " + TestingRegistry.KEY)
                .POST(BodyPublishers.ofByteArray(body)));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").asText()).startsWith("Cannot read the body: ");
  }

  @Test
  void confluentClientsFindTheirOwnFieldsInEveryProblem() {
    Answer answer = registry.call("PATCH", "/subjects/x/versions", null);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.body().path("error_code").asInt()).isEqualTo(405);
    assertThat(answer.body().path("message").asText())
        .isEqualTo(answer.body().path("detail").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "GET /v1/gaps?pipeline=%zz HTTP/1.1, 400",
    "GET /v1/gates/%00 HTTP/1.1, 400",
    "GET /%zz HTTP/1.1, 400",
    "GET, 400",
    "GET / HTTP/9.9, 505",
    "' ', 400",
  })
  void whatIsNoHttpIsAProblemToo(String requestLine, int status) throws IOException {
    String answer = raw(requestLine + "\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer)
        .containsIgnoringCase("Content-Type: application/problem+json")
        .contains("\"detail\":")
        .doesNotContainIgnoringCase("jetty")
        .doesNotContain("<html");
  }

  @Test
  void headersThatAreTooLargeAreAProblemToo() throws IOException {
    String answer =
        raw("GET /v1/gaps HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(20_000) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 431 ").contains("\"title\":\"Headers too large\"");
  }

  private static String raw(String request) throws IOException {
    URI at = URI.create(registry.url());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), at.getPort())) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return read(socket);
    }
  }

  /** All that comes, also when the server closes before it has heard us out. */
  private static String read(Socket socket) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(answer);
    } catch (SocketException e) {
      assertThat(answer.size()).as("bytes before the connection was reset").isPositive();
    }
    return answer.toString(UTF_8);
  }

  private static void execute(String sql) throws SQLException {
    try (Connection owner =
            TestingRegistry.connect(
                TestingPostgres.REGISTRY_USER, TestingPostgres.shared().registryPassword());
        Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
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
            () ->
                new RegistryClient("http://127.0.0.1:1", null).withoutRetries().pipeline("flights"))
        .isInstanceOf(HeadgateException.class)
        .matches(e -> ((HeadgateException) e).exitCode() == ExitCode.DEPENDENCY_DOWN)
        .hasMessage(
            "Cannot read pipeline flights: the registry at http://127.0.0.1:1 does not serve"
                + " (ConnectException). Start it, or correct registry.url.");
  }
}
