package io.headgate.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.platform.registry.RegistryClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that hosts several pipelines, as a process of its own. */
class SupervisionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Instant DEPARTURE = Instant.parse("2026-11-12T10:00:00Z");

  @TempDir Path folder;

  @Test
  void aNewVersionRestartsItsQueriesAndAQueryThatFailsForGoodDisturbsNoOther() throws Exception {
    TestingPipeline good = new TestingPipeline();
    TestingPipeline bad = new TestingPipeline();
    RegistryClient registry = good.platform.registry.client();
    drop("serving." + bad.aggregateName, good.platform);
    try (DriverProcess driver = start(good, bad)) {
      good.send(List.of(event(good, "a", 5)));
      await().atMost(PATIENCE).until(() -> validOfVersion(good, 1) == 1);
      await().atMost(PATIENCE).until(() -> state(registry, failing(bad)) == QueryState.FAILED);
      await().atMost(PATIENCE).until(() -> state(registry, raw(good)) == QueryState.RUNNING);

      assertThat(report(registry, failing(bad)).reason()).startsWith("Cannot ");
      assertThat(report(registry, failing(bad)).remedy()).isNotBlank();
      assertThat(registry.incidents().allOpen())
          .filteredOn(incident -> incident.pipeline().equals(bad.name))
          .extracting(Incident::kind)
          .containsExactly(Incident.QUERY_FAILED);

      Instant before = report(registry, raw(good)).since();
      int version =
          registry
              .applyPipeline(
                  good.versionWith(new Rule("delay_is_small", "delay_minutes < 10")).contract())
              .version();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  state(registry, raw(good)) == QueryState.RUNNING
                      && report(registry, raw(good)).since().isAfter(before));
      good.send(List.of(event(good, "b", 50), event(good, "c", 5)));
      await().atMost(PATIENCE).until(() -> quarantinedOfVersion(good, version) == 1);
      assertThat(validOfVersion(good, version)).isEqualTo(1);
      bad.send(List.of(event(bad, "d", 5)));
      await().atMost(PATIENCE).until(() -> validOfVersion(bad, 1) == 1);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  report(registry, raw(good)).offsetsBehind() == 0
                      && report(registry, raw(good)).partitions().get(0).committedOffset() == 3);

      assertThat(driver.terminate()).as(driver.output()).isZero();
      assertThat(driver.output()).contains("failed=" + failing(bad));
    }
    assertThat(state(registry, raw(good))).isEqualTo(QueryState.STOPPED);
    assertThat(state(registry, failing(bad))).isEqualTo(QueryState.FAILED);
  }

  @Test
  void aPipelineThatCannotBeOpenedIsToldAndTriedAgainWhileAnotherGoesOn() throws Exception {
    TestingPipeline good = new TestingPipeline();
    TestingPipeline bad = new TestingPipeline();
    RegistryClient registry = good.platform.registry.client();
    Path inTheWay =
        Path.of(good.platform.settings("supervision").streamsCheckpoints())
            .resolve("outbox/raw-ingest/" + bad.name);
    Files.createDirectories(inTheWay.getParent());
    Files.writeString(inTheWay, "a file where a folder is to be");
    String opening = "pipeline:" + bad.name;
    try (DriverProcess driver = start(good, bad)) {
      good.send(List.of(event(good, "a", 5)));
      bad.send(List.of(event(bad, "b", 5)));
      await().atMost(PATIENCE).until(() -> validOfVersion(good, 1) == 1);
      await().atMost(PATIENCE).until(() -> state(registry, opening) == QueryState.FAILED);
      assertThat(report(registry, opening).reason()).contains("version 1", "tried again", bad.name);
      assertThat(registry.incidents().allOpen())
          .filteredOn(incident -> incident.pipeline().equals(bad.name))
          .extracting(Incident::kind)
          .containsExactly(Incident.QUERY_FAILED);

      Files.delete(inTheWay);

      await().atMost(PATIENCE).until(() -> validOfVersion(bad, 1) == 1);
      await().atMost(PATIENCE).until(() -> state(registry, opening) == QueryState.RUNNING);
      assertThat(registry.incidents().allOpen())
          .filteredOn(incident -> incident.pipeline().equals(bad.name))
          .isEmpty();
      assertThat(driver.terminate()).as(driver.output()).isZero();
    }
  }

  @Test
  void aRetiredPipelineStopsWhileAnotherGoesOnAndIsReadOnWhenItIsAppliedAgain() throws Exception {
    TestingPipeline good = new TestingPipeline();
    TestingPipeline retired = new TestingPipeline();
    RegistryClient registry = good.platform.registry.client();
    try (DriverProcess driver = start(good, retired)) {
      retired.send(List.of(event(retired, "a", 5)));
      await().atMost(PATIENCE).until(() -> validOfVersion(retired, 1) == 1);
      await().atMost(PATIENCE).until(() -> state(registry, raw(retired)) == QueryState.RUNNING);

      var unused = registry.retire(retired.name, "nobody reads it", "ana", false);
      await().atMost(PATIENCE).until(() -> state(registry, raw(retired)) == QueryState.STOPPED);
      retired.send(List.of(event(retired, "b", 5)));
      good.send(List.of(event(good, "c", 5)));
      await().atMost(PATIENCE).until(() -> validOfVersion(good, 1) == 1);
      assertThat(report(registry, raw(retired)).partitions()).isEmpty();
      assertThat(validOfVersion(retired, 1)).isEqualTo(1);

      var again = registry.applyPipeline(retired.version.contract());
      await().atMost(PATIENCE).until(() -> validOfVersion(retired, again.version()) == 2);
      await().atMost(PATIENCE).until(() -> state(registry, raw(retired)) == QueryState.RUNNING);
      assertThat(driver.terminate()).as(driver.output()).isZero();
    }
  }

  private static byte[] event(TestingPipeline pipeline, String id, int delay) {
    return pipeline.value(TestingPipeline.departure(id, DEPARTURE, delay, "SFO"));
  }

  private static String raw(TestingPipeline pipeline) {
    return "raw-ingest:" + pipeline.name;
  }

  private static String failing(TestingPipeline pipeline) {
    return "aggregate:" + pipeline.name + ":" + pipeline.aggregateName;
  }

  private static long validOfVersion(TestingPipeline pipeline, int version) {
    return ledger(pipeline, version).stream().mapToLong(LedgerRow::rowsValid).sum();
  }

  private static long quarantinedOfVersion(TestingPipeline pipeline, int version) {
    return ledger(pipeline, version).stream().mapToLong(LedgerRow::rowsQuarantined).sum();
  }

  private static List<LedgerRow> ledger(TestingPipeline pipeline, int version) {
    return pipeline.platform.registry.client().ledger("raw." + pipeline.name).stream()
        .filter(row -> row.contractVersion() == version)
        .toList();
  }

  private static QueryState state(RegistryClient registry, String query) {
    return registry.queries().stream()
        .filter(report -> report.query().equals(query))
        .map(QueryReport::state)
        .findFirst()
        .orElse(QueryState.STOPPED);
  }

  private static QueryReport report(RegistryClient registry, String query) {
    return registry.queries().stream()
        .filter(report -> report.query().equals(query))
        .findFirst()
        .orElseThrow();
  }

  private static void drop(String table, TestingPlatform platform) {
    try (ClickHouse clickHouse = ClickHouse.open(platform.settings("none"))) {
      clickHouse.execute("DROP TABLE " + table);
    }
  }

  private DriverProcess start(TestingPipeline... pipelines) {
    return DriverProcess.start(
        folder,
        pipelines[0].platform.properties("supervision"),
        "PipelineStreamsJob",
        Arrays.stream(pipelines).flatMap(each -> Stream.of("--pipeline", each.name)).toList());
  }
}
