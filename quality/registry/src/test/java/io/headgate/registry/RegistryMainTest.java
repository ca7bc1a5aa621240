package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.components.Ports;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.testing.TestingPostgres;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a process of its own. */
class RegistryMainTest {
  private final Map<String, String> environment = new HashMap<>();

  @TempDir Path folder;

  @BeforeEach
  void completeEnvironment() throws IOException {
    TestingPostgres postgres = TestingPostgres.shared();
    environment.put("HEADGATE_REGISTRY_PORT", Integer.toString(Ports.free()));
    environment.put("HEADGATE_REGISTRY_JDBC_URL", postgres.jdbcUrl());
    environment.put("HEADGATE_REGISTRY_DB_USER", TestingPostgres.REGISTRY_USER);
    environment.put("HEADGATE_REGISTRY_DB_PASSWORD", postgres.registryPassword());
    environment.put("HEADGATE_REGISTRY_API_KEY", TestingRegistry.KEY);
  }

  @Test
  void itServesInAQuarterOfAGigabyteAndStopsOnTerm() throws Exception {
    Process process = start();
    try {
      RegistryClient client =
          new RegistryClient(
                  "http://127.0.0.1:" + environment.get("HEADGATE_REGISTRY_PORT"),
                  TestingRegistry.KEY)
              .withoutRetries();
      await().atMost(Duration.ofSeconds(60)).until(client::ready);
      client.applyPipeline(new Flights().contract());

      process.destroy();

      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(0);
      assertThat(output())
          .contains("The registry has stopped.")
          .doesNotContain(TestingRegistry.KEY);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withoutSettingsItEndsWithTwoAndSaysWhich() throws Exception {
    environment.remove("HEADGATE_REGISTRY_API_KEY");

    assertThat(exitCode()).isEqualTo(2);
    assertThat(output()).contains("HEADGATE_REGISTRY_API_KEY is missing");
  }

  @Test
  void withPostgresqlDownItEndsWithFiveAndSaysWhere() throws Exception {
    environment.put("HEADGATE_REGISTRY_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/headgate");

    assertThat(exitCode()).isEqualTo(5);
    assertThat(output())
        .contains(
            "Cannot start the registry: PostgreSQL at jdbc:postgresql://127.0.0.1:1/headgate does"
                + " not take user headgate_registry")
        .doesNotContain("at io.headgate");
  }

  @Test
  void onATakenPortItEndsWithTwoAndNamesTheSetting() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      environment.put("HEADGATE_REGISTRY_PORT", Integer.toString(taken.getLocalPort()));

      assertThat(exitCode()).isEqualTo(2);
      assertThat(output())
          .contains("port %d of 127.0.0.1 is taken".formatted(taken.getLocalPort()))
          .contains("set HEADGATE_REGISTRY_PORT to another");
    }
  }

  private int exitCode() throws Exception {
    Process process = start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ended").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            "io.headgate.registry.RegistryMain");
    builder.environment().keySet().removeIf(name -> name.startsWith("HEADGATE_"));
    builder.environment().putAll(environment);
    File log = folder.resolve("log").toFile();
    return builder.redirectErrorStream(true).redirectOutput(log).start();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("log"));
  }
}
