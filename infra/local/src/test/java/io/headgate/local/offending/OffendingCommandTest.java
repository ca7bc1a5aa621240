package io.headgate.local.offending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.local.HeadgateCommand;
import io.headgate.local.Lake;
import io.headgate.local.TestingRegistry;
import io.headgate.platform.contract.PipelineFolder;
import io.headgate.platform.job.Settings;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RunReport;
import io.headgate.platform.spark.LakeAccess;
import io.headgate.platform.spark.LakeSession;
import io.headgate.registry.RegistryService;
import io.headgate.testing.TestingPostgres;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code headgate offending} in a process of its own, against a real registry and lake. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OffendingCommandTest {
  private static final String KEY = "a-key-for-tests-only";
  private static final String DAILY = "rollup.flights_by_origin_daily";
  private static final String DAY = "2026-11-20";
  private static final String REASON = "origin is one of ATL, ORD: not in this row";

  private final TestingPostgres postgres = new TestingPostgres();
  private RegistryService registry;
  private Map<String, String> settings;
  private Path state;

  @BeforeAll
  void keep(@TempDir Path folder) throws Exception {
    state = folder;
    registry = TestingRegistry.start(postgres, KEY);
    RegistryClient client = new RegistryClient(registry.url(), KEY);
    client.applyPipeline(PipelineFolder.load(Path.of("../../sql/pipelines/flights")));
    client.postRun(quarantined("run-2"));
    LakeAccess lake =
        new LakeAccess(
            postgres.catalogUrl(),
            TestingPostgres.LAKE_USER,
            postgres.lakePassword(),
            folder.resolve("warehouse").toUri().toString());
    settings =
        Map.of(
            "registry.url", registry.url(),
            "registry.api-key", KEY,
            "catalog.url", lake.url(),
            "catalog.user", lake.user(),
            "catalog.password", lake.password(),
            "catalog.warehouse", lake.warehouse());
    Files.writeString(
        state.resolve("headgate.properties"),
        settings.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining("\n")));
    try (SparkSession spark = LakeSession.open("test", lake)) {
      for (String template : List.of("01_namespaces", "08_offending")) {
        for (String statement : ddl(template)) {
          spark.sql(statement);
        }
      }
      spark.sql(
          """
          INSERT INTO lake.offending.flights
          SELECT '%s', day, to_timestamp(day), check_name, '%s', row, offending, 'QUARANTINED', run,
            to_timestamp(recorded)
          FROM VALUES
            ('2026-11-19', 'small_airports', '{"origin":"PHX"}', 1, 'run-0', '2026-11-20 01:00:00Z'),
            ('2026-11-20', 'small_airports', '{"origin":"OLD"}', 1, 'run-1', '2026-11-21 01:00:00Z'),
            ('2026-11-20', 'small_airports', '{"origin":"LAX"}', 33, 'run-2', '2026-11-21 02:00:00Z'),
            ('2026-11-20', 'small_airports', '{"origin":"JFK"}', 33, 'run-2', '2026-11-21 02:00:00Z'),
            ('2026-11-20', 'delays', '{"origin":"ATL"}', 1, 'run-2', '2026-11-21 02:00:00Z')
            AS found(day, check_name, row, offending, run, recorded)"""
              .formatted(DAILY, REASON));
    }
  }

  private static RunReport quarantined(String run) {
    Instant start = Instant.parse(DAY + "T00:00:00Z");
    Instant end = start.plus(Duration.ofDays(1));
    return new RunReport(
        run,
        DAILY,
        "flights",
        1,
        start,
        end,
        PartitionState.QUARANTINED,
        Map.of(DAY, 42L),
        List.of(new CheckResult("small_airports", CheckResult.Outcome.FAILED, 1, "not in 33 rows")),
        Map.of("raw.flights", 7L),
        null,
        end,
        end.plusSeconds(9));
  }

  private static String[] ddl(String template) throws Exception {
    try (InputStream sql =
        OffendingCommandTest.class.getResourceAsStream("/sql/iceberg/" + template + ".sql")) {
      return new String(sql.readAllBytes(), UTF_8)
          .replace("${catalog}", "lake")
          .replace("${name}", "flights")
          .strip()
          .split(";\\s*\n");
    }
  }

  @AfterAll
  void stop() {
    registry.close();
    postgres.close();
  }

  @Test
  void theRowsOfTheNewestRunAreShownWithReasonAndCountOfAll() throws Exception {
    Run day = run("flights", DAILY, DAY);

    assertThat(day.exitCode()).as(day.output()).isZero();
    assertThat(day.cells())
        .contains(
            List.of("delays", REASON, "1", "1", "2026-11-21T02:00:00Z", DAY + " quarantined"),
            List.of(
                "small_airports", REASON, "33", "2", "2026-11-21T02:00:00Z", DAY + " quarantined"))
        .containsSubsequence(
            List.of(DAY, "delays", "{\"origin\":\"ATL\"}"),
            List.of(DAY, "small_airports", "{\"origin\":\"JFK\"}"),
            List.of(DAY, "small_airports", "{\"origin\":\"LAX\"}"));
    assertThat(day.output())
        .contains(
            "3 of 3 kept rows:", "Not shown: 1 that earlier runs of the same partitions kept.")
        .doesNotContain("OLD", "PHX");
  }

  @Test
  void oneCheckIsShownOfEveryPartitionAndNoMoreRowsThanAsked() {
    try (Lake opened = Lake.open(Settings.of(settings))) {
      OffendingRows airports =
          OffendingRows.read(opened.table("offending.flights"), DAILY, null, "small_airports");

      assertThat(airports.rows())
          .extracting(OffendingRow::partition)
          .containsExactly(DAY, DAY, "2026-11-19");
      assertThat(OffendingText.of(airports, Map.of(), 1))
          .contains("1 of 3 kept rows:", "JFK", "2026-11-19 not known")
          .doesNotContain("delays", "LAX");
    }
  }

  @Test
  void whereNothingIsKeptItSaysSoAndMistakesHaveARemedy() throws Exception {
    Run none = run("flights", DAILY, "2026-11-18");
    assertThat(none.exitCode()).isZero();
    assertThat(none.output())
        .contains(
            "No rows of " + DAILY + " 2026-11-18 are kept that failed a check.",
            "see headgate gates show " + DAILY + " --partition 2026-11-18.");

    Run unknown = run("flights", "rollup.flights");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.output())
        .contains("pipeline flights has no such batch dataset. Give one of rollup.", DAILY);
  }

  private record Run(int exitCode, String output) {
    List<List<String>> cells() {
      return output
          .lines()
          .filter(line -> line.startsWith("|"))
          .map(line -> Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList())
          .toList();
    }
  }

  private Run run(String... words) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            HeadgateCommand.class.getName(),
            "offending");
    builder.command().addAll(List.of(words));
    builder.environment().put("HEADGATE_STATE", state.toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }
}
