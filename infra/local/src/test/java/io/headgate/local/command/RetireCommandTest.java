package io.headgate.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.local.HeadgateProcess;
import io.headgate.local.TestingRegistry;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code headgate retire} in a process of its own, against a real registry. */
class RetireCommandTest {
  private static final String KEY = "a-key-for-tests-only";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

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
    HeadgateProcess shown = run("flights", "--reason", "nobody reads it", "--dry-run");
    assertThat(shown.exitCode()).isEqualTo(0);
    assertThat(shown.said())
        .contains(
            "+ pipeline flights: retire; nothing of it is expected any more",
            "+ scheduler file flights.json: remove",
            "Nothing was changed: this was a dry run.");
    assertThat(schedulerFile).exists();
    assertThat(client.pipeline("flights").orElseThrow().retiredAt()).isNull();

    HeadgateProcess done = run("flights", "--reason", "nobody reads it");
    assertThat(done.exitCode()).isEqualTo(0);
    assertThat(done.said())
        .contains(
            "topics: aviation.departure.v1, aviation.departure.v1.dlq",
            "lake: raw.flights, quarantine.flights, rollup.flights_by_origin_hourly",
            "ClickHouse: departures_by_origin_hourly",
            "DROP TABLE lake.TABLE PURGE",
            "Done. headgate apply of its folder makes it live again.");
    assertThat(schedulerFile).doesNotExist();
    assertThat(client.pipeline("flights").orElseThrow().retiredAt()).isNotNull();

    HeadgateProcess again = run("flights", "--reason", "another");
    assertThat(again.exitCode()).isEqualTo(0);
    assertThat(again.said()).contains("= pipeline flights (retired at ", "Nothing to do.");

    HeadgateProcess unknown = run("fligths", "--reason", "nobody reads it");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.said())
        .contains("Cannot retire pipeline 'fligths': the registry does not know it.");
  }

  private HeadgateProcess run(String... words) throws Exception {
    return HeadgateProcess.run(
        state,
        PATIENCE,
        Stream.concat(Stream.of("retire"), Stream.of(words)).toArray(String[]::new));
  }
}
