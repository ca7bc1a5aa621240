package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own. */
class RegistryMainTest {
  private RegistryProgram program;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    program = new RegistryProgram(folder);
  }

  @Test
  void itServesInAQuarterOfAGigabyteAndStopsOnTerm() throws Exception {
    Process process = program.start();
    try {
      RegistryClient client =
          new RegistryClient(program.url(), TestingRegistry.KEY).withoutRetries();
      await().atMost(Duration.ofSeconds(60)).until(client::ready);
      client.applyPipeline(new Flights().contract());

      process.destroy();

      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(0);
      assertThat(program.output())
          .contains("The registry has stopped.")
          .doesNotContain(TestingRegistry.KEY);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withoutSettingsItEndsWithTwoAndSaysWhich() throws Exception {
    program.unset("HEADGATE_REGISTRY_API_KEY");

    assertThat(exitCode()).isEqualTo(2);
    assertThat(program.output()).contains("HEADGATE_REGISTRY_API_KEY is missing");
  }

  @Test
  void withPostgresqlDownItEndsWithFiveAndSaysWhere() throws Exception {
    program.set("HEADGATE_REGISTRY_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/headgate");

    assertThat(exitCode()).isEqualTo(5);
    assertThat(program.output())
        .contains(
            "Cannot start the registry: PostgreSQL at jdbc:postgresql://127.0.0.1:1/headgate does"
                + " not take user headgate_registry")
        .doesNotContain("at io.headgate");
  }

  @Test
  void onATakenPortItEndsWithTwoAndNamesTheSetting() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      program.set("HEADGATE_REGISTRY_PORT", Integer.toString(taken.getLocalPort()));

      assertThat(exitCode()).isEqualTo(2);
      assertThat(program.output())
          .contains("port %d of 127.0.0.1 is taken".formatted(taken.getLocalPort()))
          .contains("set HEADGATE_REGISTRY_PORT to another");
    }
  }

  @Test
  void aLineOfItsLogIsJsonAndNamesTheRequestThatItIsAbout(@TempDir Path folder) throws Exception {
    TestingPostgres postgres = new TestingPostgres();
    program = new RegistryProgram(folder, postgres);
    program.set("HEADGATE_LOG_FORMAT", "json");
    Process process = program.start();
    try {
      RegistryClient client =
          new RegistryClient(program.url(), TestingRegistry.KEY).withoutRetries();
      await().atMost(Duration.ofSeconds(60)).until(client::ready);
      postgres.close();

      HttpRequest request =
          HttpRequest.newBuilder(URI.create(program.url() + "/v1/datasets/raw.x"))
              .header("X-Request-Id", "a-request-of-ours")
              .build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("X-Request-Id")).contains("a-request-of-ours");
      List<JsonNode> lines = new ArrayList<>();
      for (String line : program.output().lines().toList()) {
        lines.add(Json.MAPPER.readTree(line));
      }
      assertThat(lines)
          .allSatisfy(line -> assertThat(line.path("at").asText()).endsWith("Z"))
          .filteredOn(line -> line.path("request").asText().equals("a-request-of-ours"))
          .isNotEmpty()
          .allSatisfy(
              line ->
                  assertThat(line.path("route").asText()).isEqualTo("GET /v1/datasets/{dataset}"));
    } finally {
      process.destroyForcibly();
    }
  }

  private int exitCode() throws Exception {
    Process process = program.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ended").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
