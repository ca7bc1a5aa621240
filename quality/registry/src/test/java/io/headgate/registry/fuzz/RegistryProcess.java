package io.headgate.registry.fuzz;

import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;

import io.headgate.registry.RegistryProgram;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The service as a process of its own, with the memory that the local stack gives it. */
final class RegistryProcess implements AutoCloseable {
  private static final int SHOWN_FAULTS = 10;
  private static final int FAULT_LINES = 8;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /** Its own, so that the requests meet only what they have made, whichever tests ran before. */
  private final TestingPostgres postgres = new TestingPostgres();

  private final RegistryProgram program;
  private final Process process;

  private RegistryProcess(Path folder) throws IOException {
    program = new RegistryProgram(folder, postgres);
    // The requests are to reach the calls, not to be turned away for their number.
    program.set("HEADGATE_REGISTRY_RATE_PER_KEY", "0");
    program.set("HEADGATE_REGISTRY_RATE_PER_ADDRESS", "0");
    process = program.start();
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
    return URI.create(program.url()).getPort();
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
    return HttpRequest.newBuilder(URI.create(program.url() + path))
        .timeout(Duration.ofSeconds(30))
        .build();
  }

  /** Bytes of heap in use after a collection, as the service's own metrics tell. */
  long heapAfterCollection() throws IOException, InterruptedException {
    Process collection =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.run")
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
    return program.output();
  }

  /** What the log says of faults: each with the first lines of its stack trace. */
  String faults() throws IOException {
    List<String> lines = log().lines().toList();
    return IntStream.range(0, lines.size())
        .filter(at -> lines.get(at).contains("ERROR") || lines.get(at).contains("Error:"))
        .limit(SHOWN_FAULTS)
        .mapToObj(
            at -> String.join("\n", lines.subList(at, Math.min(at + FAULT_LINES, lines.size()))))
        .collect(joining("\n"));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    postgres.close();
  }
}
