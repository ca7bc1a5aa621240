package io.headgate.streaming;

import static org.awaitility.Awaitility.await;

import io.headgate.components.Ports;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The registry service, from its jar, in a process of its own. */
final class TestingRegistry implements AutoCloseable {
  static final String API_KEY = "registry-key-of-tests";

  private final int port = Ports.free();
  private final TestingPostgres postgres;
  private Process process;

  private TestingRegistry(TestingPostgres postgres) {
    this.postgres = postgres;
    this.process = launch();
  }

  static TestingRegistry start(TestingPostgres postgres) {
    TestingRegistry registry = new TestingRegistry(postgres);
    Runtime.getRuntime().addShutdownHook(new Thread(registry::close));
    registry.awaitReady();
    return registry;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  RegistryClient client() {
    return new RegistryClient(url(), API_KEY);
  }

  void restart() {
    process = launch();
    awaitReady();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  private Process launch() {
    Path jar = Path.of(System.getProperty("headgate.registry.jar"));
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          "No registry at " + jar + ". Run mvn verify -pl streaming-jobs -am, which packages it.");
    }
    ProcessBuilder java =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx256m",
            "-jar",
            jar.toString());
    java.environment()
        .putAll(
            Map.of(
                "HEADGATE_REGISTRY_PORT", String.valueOf(port),
                "HEADGATE_REGISTRY_JDBC_URL", postgres.jdbcUrl(),
                "HEADGATE_REGISTRY_DB_USER", TestingPostgres.REGISTRY_USER,
                "HEADGATE_REGISTRY_DB_PASSWORD", postgres.registryPassword(),
                "HEADGATE_REGISTRY_API_KEY", API_KEY));
    try {
      return java.redirectErrorStream(true)
          .redirectOutput(
              Redirect.to(jar.resolveSibling("registry-of-streaming-tests.log").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    RegistryClient client = new RegistryClient(url(), null).withoutRetries();
    await().atMost(Duration.ofSeconds(60)).until(client::ready);
  }
}
