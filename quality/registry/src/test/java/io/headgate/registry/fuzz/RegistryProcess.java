package io.headgate.registry.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;

import io.headgate.components.Ports;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The service as a process of its own, with the memory that the local stack gives it. */
final class RegistryProcess implements AutoCloseable {
  static final String KEY = "a-key-for-tests-only";

  private static final int SHOWN_FAULTS = 10;
  private static final int FAULT_LINES = 8;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final int port = Ports.free();
  private final Path log;
  private final Process process;

  private RegistryProcess(Path folder) throws IOException {
    log = folder.resolve("registry.log");
    ProcessBuilder builder =
        new ProcessBuilder(
            java("java"),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            "io.headgate.registry.RegistryMain");
    TestingPostgres postgres = TestingPostgres.shared();
    builder.environment().keySet().removeIf(name -> name.startsWith("HEADGATE_"));
    builder.environment().put("HEADGATE_REGISTRY_PORT", Integer.toString(port));
    builder.environment().put("HEADGATE_REGISTRY_JDBC_URL", postgres.jdbcUrl());
    builder.environment().put("HEADGATE_REGISTRY_DB_USER", TestingPostgres.REGISTRY_USER);
    builder.environment().put("HEADGATE_REGISTRY_DB_PASSWORD", postgres.registryPassword());
    builder.environment().put("HEADGATE_REGISTRY_API_KEY", KEY);
    // The requests are to reach the calls, not to be turned away for their number.
    builder.environment().put("HEADGATE_REGISTRY_RATE_PER_KEY", "0");
    builder.environment().put("HEADGATE_REGISTRY_RATE_PER_ADDRESS", "0");
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  static RegistryProcess start(Path folder) throws IOException {
    RegistryProcess registry = new RegistryProcess(folder);
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(() -> registry.status("/health/ready") == 200);
    return registry;
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int status(String path) throws IOException, InterruptedException {
    return http.send(request(path), BodyHandlers.discarding()).statusCode();
  }

  String read(String path) throws IOException, InterruptedException {
    return http.send(request(path), BodyHandlers.ofString()).body();
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30))
        .build();
  }

  /** Bytes of heap in use after a collection, as the service's own metrics tell. */
  long heapAfterCollection() throws IOException, InterruptedException {
    Process collection =
        new ProcessBuilder(java("jcmd"), Long.toString(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!collection.waitFor(1, TimeUnit.MINUTES) || collection.exitValue() != 0) {
      throw new IllegalStateException("jcmd did not collect the garbage of the registry");
    }
    return (long)
        read("/metrics")
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
            .sum();
  }

  String log() throws IOException {
    return Files.readString(log, UTF_8);
  }

  /** What the log says of faults: each with the first lines of its stack trace. */
  String faults() throws IOException {
    List<String> lines = Files.readAllLines(log, UTF_8);
    return IntStream.range(0, lines.size())
        .filter(at -> lines.get(at).contains("ERROR") || lines.get(at).contains("Error:"))
        .limit(SHOWN_FAULTS)
        .mapToObj(
            at -> String.join("\n", lines.subList(at, Math.min(at + FAULT_LINES, lines.size()))))
        .collect(joining("\n"));
  }

  private static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
