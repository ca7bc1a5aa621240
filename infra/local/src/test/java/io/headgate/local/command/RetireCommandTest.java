package io.headgate.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.local.HeadgateCommand;
import io.headgate.local.TestingRegistry;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code headgate retire} in a process of its own, against a real registry. */
class RetireCommandTest {
  private static final String KEY = "a-key-for-tests-only";

  private final TestingPostgres postgres = new TestingPostgres();
  private RegistryService registry;
  private RegistryClient client;
  private Path schedulerFile;

  @TempDir Path state;

  @BeforeEach
  void start() throws IOException {
    registry = TestingRegistry.start(postgres, KEY);
    client = new RegistryClient(registry.url(), KEY);
    PipelineContract flights = PipelineFolder.load(Path.of("../../sql/pipelines/flights"));
    var unused = client.applyPipeline(flights);
    schedulerFile = Files.createDirectories(state.resolve("pipelines")).resolve("flights.json");
    Files.writeString(schedulerFile, "{}");
    Files.writeString(
        state.resolve("headgate.properties"),
        "registry.url=%s\nregistry.api-key=%s\n".formatted(registry.url(), KEY));
  }

  @AfterEach
  void stop() {
    registry.close();
    postgres.close();
  }

  @Test
  void anOperatorSeesWhatWillHappenAndEndsAPipelineOnce() throws Exception {
    Run shown = run("flights", "--reason", "nobody reads it", "--dry-run");
    assertThat(shown.exitCode()).isEqualTo(0);
    assertThat(shown.output())
        .contains(
            "+ pipeline flights: retire; nothing of it is expected any more",
            "+ scheduler file flights.json: remove",
            "Nothing was changed: this was a dry run.");
    assertThat(schedulerFile).exists();
    assertThat(client.pipeline("flights").orElseThrow().retiredAt()).isNull();

    Run done = run("flights", "--reason", "nobody reads it");
    assertThat(done.exitCode()).isEqualTo(0);
    assertThat(done.output())
        .contains(
            "topics: aviation.departure.v1, aviation.departure.v1.dlq",
            "lake: raw.flights, quarantine.flights, rollup.flights_by_origin_hourly",
            "ClickHouse: departures_by_origin_hourly",
            "DROP TABLE lake.TABLE PURGE",
            "Done. headgate apply of its folder makes it live again.");
    assertThat(schedulerFile).doesNotExist();
    assertThat(client.pipeline("flights").orElseThrow().retiredAt()).isNotNull();

    Run again = run("flights", "--reason", "another");
    assertThat(again.exitCode()).isEqualTo(0);
    assertThat(again.output()).contains("= pipeline flights (retired at ", "Nothing to do.");

    Run unknown = run("fligths", "--reason", "nobody reads it");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.output())
        .contains("Cannot retire pipeline 'fligths': the registry does not know it.");
  }

  private record Run(int exitCode, String output) {}

  private Run run(String... words) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            HeadgateCommand.class.getName(),
            "retire");
    builder.command().addAll(List.of(words));
    builder.environment().put("HEADGATE_STATE", state.toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }
}
