package io.headgate.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.local.HeadgateCommand;
import io.headgate.local.TestingRegistry;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.registry.BatchProgress;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.platform.registry.MaintenanceReport.Extent;
import io.headgate.platform.registry.MaintenanceReport.Outcome;
import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code headgate top} in a process of its own, against a real registry. */
class TopCommandTest {
  private static final String KEY = "a-key-for-tests-only";
  private static final String QUERY = "raw-ingest:flights";

  private final TestingPostgres postgres = new TestingPostgres();
  private RegistryService registry;

  @TempDir Path state;

  @BeforeEach
  void start() throws IOException {
    registry = TestingRegistry.start(postgres, KEY);
    PipelineContract flights = PipelineFolder.load(Path.of("../../sql/pipelines/flights"));
    RegistryClient client = new RegistryClient(registry.url(), KEY);
    client.applyPipeline(flights);
    Instant now = Instant.now();
    client.incidents().open(Incident.ALERT_RULE_REFUSED, "flights", "live.flights", "no count");
    client.putQuery(raw(now));
    client.putQuery(failed(now));
    client.postLedger(batch(now.minusSeconds(2)));
    client
        .activity()
        .postMaintenance(
            new MaintenanceReport(
                "raw.flights",
                "bin-pack",
                Outcome.DONE,
                "bin-pack: partitions rewrite 1",
                new Extent(40, 4000),
                new Extent(2, 3000),
                now.minus(Duration.ofMinutes(10)),
                now.minus(Duration.ofMinutes(9))));
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
  void thePageTellsOfEveryQueryAndPipelineAndFitsTheTerminal() throws Exception {
    Run page = run("--once", "--width", "150");

    assertThat(page.exitCode()).isZero();
    assertThat(page.output().lines())
        .anyMatch(
            line ->
                line.matches(
                    "QUERY +STATE +EVENTS/S +LAG +BEHIND +DEAD/MIN +BATCH +WATERMARK +RESTARTS"))
        .anyMatch(line -> line.matches(QUERY + " +running +20 +1,500 +7\\.5 s +12 +2\\.5 s +- +0"))
        .anyMatch(line -> line.matches("aggregate:flights:live +failed +0 +- +- +0 .* 2 h +1"))
        .anyMatch(line -> line.matches("\\S+  queries 2  incidents 2"))
        .anyMatch(
            line ->
                line.matches(
                    "flights +\\d+ open, \\d+ shut .* 0 +2 +raw.flights 40 to 2 files: 9 min ago"))
        .contains("aggregate:flights:live: Cannot read t: it is gone. Run headgate apply.")
        .anyMatch(line -> line.matches("gate of rollup\\.\\S+ is shut.*"));

    Run narrow = run("--once", "--width", "40");
    assertThat(narrow.output().lines()).allMatch(line -> line.length() <= 40);
    assertThat(narrow.output()).contains("STATE").doesNotContain("RESTARTS");
  }

  @Test
  void withoutARegistryItEndsWithTheReasonAndTheLiveViewSaysSoAndGoesOn() throws Exception {
    Path shown = state.resolve("shown");
    Process live =
        process("--interval", "1").redirectErrorStream(true).redirectOutput(shown.toFile()).start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.readString(shown).contains("QUERY "));
      String url = registry.url();
      registry.close();

      Run page = run("--once");
      assertThat(page.exitCode()).isEqualTo(5);
      assertThat(page.output()).contains("Cannot read the queries: the registry at " + url);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.readString(shown).contains("The page below is what it told last."));
      assertThat(live.isAlive()).isTrue();
    } finally {
      live.destroyForcibly().waitFor();
    }
  }

  private static QueryReport raw(Instant now) {
    return new QueryReport(
        QUERY,
        "flights",
        QueryState.RUNNING,
        null,
        null,
        now,
        0,
        List.of(new PartitionLag("t", 0, 0, 1500, 1500, 7.5)),
        now.plusSeconds(60),
        new BatchProgress(3, now, Map.of(BatchProgress.WHOLE, Duration.ofMillis(2500)), null));
  }

  private static QueryReport failed(Instant now) {
    return new QueryReport(
        "aggregate:flights:live",
        "flights",
        QueryState.FAILED,
        "Cannot read t: it is gone.",
        "Run headgate apply.",
        now,
        1,
        List.of(),
        now.plusSeconds(60),
        new BatchProgress(
            3,
            now,
            Map.of(BatchProgress.WHOLE, Duration.ofMillis(400)),
            now.minus(Duration.ofMinutes(125))));
  }

  private static LedgerRow batch(Instant committedAt) {
    return new LedgerRow(
        QUERY,
        "query-1",
        0,
        "raw.flights",
        "flights",
        1,
        List.of(new OffsetRange("t", 0, 0, 1200)),
        1200,
        1188,
        12,
        Map.of("event_date=2026-11-12", 1188L),
        1000L,
        committedAt,
        null,
        committedAt.minusSeconds(1),
        committedAt);
  }

  private record Run(int exitCode, String output) {}

  private Run run(String... words) throws Exception {
    Process process = process(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }

  private ProcessBuilder process(String... words) {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            HeadgateCommand.class.getName(),
            "top");
    builder.command().addAll(List.of(words));
    builder.environment().put("HEADGATE_STATE", state.toString());
    return builder;
  }
}
