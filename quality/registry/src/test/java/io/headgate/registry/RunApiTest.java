package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.platform.registry.RunReport;
import io.headgate.platform.registry.RunReport.Publication;
import io.headgate.registry.TestingRegistry.Answer;
import io.headgate.registry.gate.PartitionWindow;
import io.headgate.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunApiTest {
  private static final String DAY = "2026-11-12";
  private static final String RAW_DAY = "event_date=2026-11-12";

  private static TestingRegistry registry;

  private final Flights flights = new Flights();

  @BeforeAll
  static void start() {
    registry =
        TestingRegistry.start(Clock.fixed(Flights.DAY.plus(Duration.ofDays(1)), ZoneOffset.UTC));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @BeforeEach
  void applyAndIngest() {
    registry.client().applyPipeline(flights.contract());
    registry.client().postLedger(flights.epoch(0, Map.of(RAW_DAY, 100L)));
  }

  @Test
  void nothingMovesThePointerOfQuarantineWhichHoldsPersonalDataAsItWasSent() throws SQLException {
    ObjectNode run = Json.MAPPER.valueToTree(flights.published("-run-1", 3, DAY, 0));
    run.put("dataset", "quarantine." + flights.name);

    assertThatThrownBy(
            () -> registry.client().postRun(Json.MAPPER.treeToValue(run, RunReport.class)))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining(
            "Dataset 'quarantine.%s' is no batch dataset, and a run publishes nothing else."
                .formatted(flights.name));
    assertThat(pointer()).isEmpty();
  }

  @Test
  void aRunThatPassedOpensTheGateAndMovesThePointer() throws SQLException {
    RunReport run = flights.published("-run-1", 3, DAY, 0);

    registry.client().postRun(run);

    GateAnswer partition = registry.client().gate(flights.daily, DAY);
    assertThat(partition.open()).isTrue();
    assertThat(partition.snapshotId()).isEqualTo(9003L);
    assertThat(partition.qualityScore()).isEqualTo(1.0);
    assertThat(partition.arithmetic())
        .isEqualTo("2 of 2 checks passed; by weight 3.0 of 3.0 = 1.00, needed 0.90");
    assertThat(registry.client().gate(flights.daily, null).open()).isTrue();
    assertThat(pointer()).contains("file:///pointers/" + flights.name + "/3.json");
    assertThat(registry.client().dataset(flights.daily).orElseThrow().sequenceNumber())
        .isEqualTo(3L);
    assertThat(registry.client().run(run.runKey())).contains(run);
  }

  @Test
  void theIncidentOfAFailedRunPassesWhenItsWindowIsPublishedByAnyRun() {
    for (String day : List.of(DAY, "2026-11-13")) {
      registry.post(
          "/v1/incidents",
          Json.write(
              Map.of(
                  "kind", Incident.RUN_FAILED,
                  "pipeline", flights.name,
                  "dataset", flights.daily,
                  "partition", day,
                  "text", day)));
    }

    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    assertThat(registry.client().incidents().allOpen())
        .filteredOn(incident -> incident.pipeline().equals(flights.name))
        .filteredOn(incident -> incident.kind().equals(Incident.RUN_FAILED))
        .extracting(Incident::text)
        .containsExactly("2026-11-13");
  }

  @Test
  void aRunIsInTheLedgerWithItsSnapshot() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    var row = registry.get("/v1/ledger?dataset=" + flights.daily).body().path("ledger").path(0);

    assertThat(row.path("scope").asText()).isEqualTo(flights.name + "-run-1");
    assertThat(row.path("snapshot_id").asLong()).isEqualTo(9003);
    assertThat(row.path("rows_valid").asLong()).isEqualTo(42);
  }

  @Test
  void theSameRunAgainChangesNothing() throws SQLException {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));
    registry.client().postRun(flights.published("-run-2", 4, DAY, 0));

    Answer again = registry.post("/v1/runs", Json.write(flights.published("-run-1", 3, DAY, 0)));

    assertThat(again.body().path("recorded").asBoolean(true)).isFalse();
    assertThat(partition(DAY).runKey()).isEqualTo(flights.name + "-run-2");
    assertThat(pointer()).contains("file:///pointers/" + flights.name + "/4.json");
  }

  @Test
  void thePointerNeverGoesBack() throws SQLException {
    registry.client().postRun(flights.published("-late", 5, DAY, 0));
    registry.client().postRun(flights.published("-early", 4, "2026-11-11", 0));

    assertThat(pointer()).contains("file:///pointers/" + flights.name + "/5.json");
    assertThat(registry.client().gate(flights.daily, "2026-11-11").open()).isTrue();
  }

  @Test
  void aRunThatFailedShutsItsPartitionAndLeavesThePointer() throws SQLException {
    registry.client().postRun(flights.published("-run-1", 3, "2026-11-11", 0));
    registry.client().postRun(flights.quarantined("-run-2", DAY, 0));

    GateAnswer shut = registry.client().gate(flights.daily, DAY);
    assertThat(shut.open()).isFalse();
    assertThat(shut.reasons())
        .extracting(Reason::code, Reason::text)
        .containsExactly(
            tuple(
                "QUARANTINED",
                "2026-11-12 is quarantined (score 0.33); readers keep the last good state, snapshot"
                    + " 9003"),
            tuple("CHECK_FAILED", "near_average (weight 2.0): 0.48 of the average"));
    assertThat(pointer()).contains("file:///pointers/" + flights.name + "/3.json");
    GateAnswer dataset = registry.client().gate(flights.daily, null);
    assertThat(dataset.open()).isTrue();
    assertThat(dataset.snapshotId()).isEqualTo(9003L);
    assertThat(dataset.reasons())
        .extracting(Reason::text)
        .containsExactly(
            "2026-11-12 is quarantined (1 of 2 checks passed; by weight 1.0 of 3.0 = 0.33, needed"
                + " 0.90; failed: near_average (weight 2.0): 0.48 of the average); readers keep the"
                + " last good state, snapshot 9003");
  }

  @Test
  void theRepairedPartitionOpensAgain() {
    registry.client().postRun(flights.published("-run-1", 3, "2026-11-11", 0));
    registry.client().postRun(flights.quarantined("-run-2", DAY, 0));
    registry.client().postLedger(flights.epoch(1, Map.of(RAW_DAY, 100L)));

    assertThat(registry.client().gate(flights.daily, DAY).reasons().get(0).text())
        .endsWith("newer input has arrived since, so repeat the run");

    registry.client().postRun(flights.published("-run-3", 4, DAY, 1));

    assertThat(registry.client().gate(flights.daily, DAY).open()).isTrue();
    assertThat(registry.client().gate(flights.daily, null).reasons()).isEmpty();
  }

  @Test
  void whatAReaderSeesOfAPartitionOutlivesItsLaterQuarantine() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));
    registry.client().postRun(flights.quarantined("-run-2", DAY, 0));

    GateAnswer dataset = registry.client().gate(flights.daily, null);

    assertThat(dataset.open()).isTrue();
    assertThat(dataset.qualityScore()).isEqualTo(1.0);
    assertThat(registry.client().gate(flights.daily, DAY).open()).isFalse();
  }

  @Test
  void newerRawRowsMakeAPublishedPartitionDirtyAndLeaveItOpen() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    registry.client().postLedger(flights.epoch(1, Map.of(RAW_DAY, 1L)));

    assertThat(partition(DAY).state()).isEqualTo(PartitionState.DIRTY);
    assertThat(registry.client().gate(flights.daily, DAY).open()).isTrue();
  }

  @Test
  void newerRawRowsOfAnotherDayLeaveThePartitionAlone() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    registry.client().postLedger(flights.epoch(1, Map.of("event_date=2026-11-13", 1L)));

    assertThat(partition(DAY).state()).isEqualTo(PartitionState.PUBLISHED);
  }

  @Test
  void aRowThatTheRunHadReadMakesNothingDirtyThoughItArrivesLate() {
    // The outbox delivers epoch 1 only after a run that read its snapshot has been reported.
    registry.client().postRun(flights.published("-run-1", 3, DAY, 1));

    registry.client().postLedger(flights.epoch(1, Map.of(RAW_DAY, 1L)));
    assertThat(partition(DAY).state()).isEqualTo(PartitionState.PUBLISHED);

    registry.client().postLedger(flights.epoch(2, Map.of(RAW_DAY, 1L)));
    assertThat(partition(DAY).state()).isEqualTo(PartitionState.DIRTY);
  }

  @Test
  void aRowThatCameWhileTheRunWasUnderWayMakesItsPartitionDirtyAtOnce() {
    registry.client().postLedger(flights.epoch(1, Map.of(RAW_DAY, 1L)));

    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    assertThat(partition(DAY).state()).isEqualTo(PartitionState.DIRTY);
  }

  @Test
  void whatIsMadeOfARollupIsDirtyWhenThatIsPublishedAnewAndNotWhenItIsConfirmed() {
    registry.client().applyPipeline(flights.leveled());
    registry.client().postRun(hour("-hour-1", 3, 1));
    registry.client().postRun(madeOfHours("-day-1", 7, 9003, 2));
    assertThat(registry.client().dirtyPartitions(flights.daily)).isEmpty();

    registry.client().postRun(hour("-hour-2", 4, 3));

    assertThat(registry.client().dirtyPartitions(flights.daily))
        .singleElement()
        .satisfies(
            dirty -> {
              assertThat(dirty.partitionKey()).isEqualTo(DAY);
              assertThat(dirty.state()).isEqualTo(PartitionState.DIRTY);
              assertThat(dirty.publishedRunKey()).isEqualTo(flights.name + "-day-1");
            });

    registry.client().postRun(madeOfHours("-day-2", 7, 9004, 4));
    registry.client().postRun(hour("-hour-3", 4, 5));

    assertThat(partition(DAY).state()).isEqualTo(PartitionState.PUBLISHED);
    assertThat(registry.client().dirtyPartitions(flights.daily)).isEmpty();
    // What stands was committed once.
    assertThat(registry.client().ledger(flights.daily)).hasSize(1);
  }

  @Test
  void newerRawRowsLeaveAloneWhatIsMadeOfARollup() {
    registry.client().applyPipeline(flights.leveled());
    registry.client().postRun(hour("-hour-1", 3, 1));
    registry.client().postRun(madeOfHours("-day-1", 7, 9003, 2));

    registry.client().postLedger(flights.epoch(9, Map.of(RAW_DAY, 1L)));

    assertThat(registry.client().dirtyPartitions("rollup." + flights.name + "_hourly")).hasSize(1);
    assertThat(partition(DAY).state()).isEqualTo(PartitionState.PUBLISHED);
  }

  /** A run of the hourly rollup over one hour, which read raw at its first snapshot. */
  private RunReport hour(String key, long sequenceNumber, int minute) {
    return run(
        key,
        "rollup." + flights.name + "_hourly",
        Duration.ofHours(1),
        DAY + "T05",
        Map.of("raw." + flights.name, 1000L),
        sequenceNumber,
        minute);
  }

  private RunReport madeOfHours(String key, long sequenceNumber, long snapshot, int minute) {
    return run(
        key,
        flights.daily,
        Duration.ofDays(1),
        DAY,
        Map.of("rollup." + flights.name + "_hourly", snapshot),
        sequenceNumber,
        minute);
  }

  private RunReport run(
      String key,
      String dataset,
      Duration width,
      String partition,
      Map<String, Long> inputs,
      long sequenceNumber,
      int minute) {
    RunReport like = flights.published(key, sequenceNumber, DAY, 0);
    Instant start = PartitionWindow.parse(partition).orElseThrow().start();
    Instant startedAt = like.startedAt().plus(Duration.ofMinutes(minute));
    return new RunReport(
        like.runKey(),
        dataset,
        like.pipeline(),
        like.contractVersion(),
        start,
        start.plus(width),
        like.state(),
        Map.of(partition, 42L),
        like.checks(),
        inputs,
        like.publication(),
        startedAt,
        startedAt.plusSeconds(20));
  }

  @Test
  void aReportThatContradictsItsChecksIsRefusedWhole() throws SQLException {
    RunReport good = flights.published("-run-1", 3, DAY, 0);
    RunReport lie =
        new RunReport(
            good.runKey(),
            good.dataset(),
            good.pipeline(),
            good.contractVersion(),
            good.windowStart(),
            good.windowEnd(),
            good.state(),
            good.partitionRows(),
            List.of(new CheckResult("near_average", CheckResult.Outcome.FAILED, 1, "0.48")),
            good.inputs(),
            good.publication(),
            good.startedAt(),
            good.endedAt());

    Answer answer = registry.post("/v1/runs", Json.write(lie));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("detail").asText())
        .contains("says PUBLISHED, but its checks do not reach the contract's score")
        .contains("= 0.00, needed 0.90");
    assertThat(pointer()).isEmpty();
    assertThat(registry.client().run(good.runKey())).isEmpty();
  }

  @Test
  void aReportThatFailsHalfWayChangesNothing() throws SQLException {
    RunReport good = flights.published("-run-1", 3, DAY, 0);
    // The location is longer than the catalog's column, which only the last step finds out.
    RunReport tooLong =
        new RunReport(
            good.runKey(),
            good.dataset(),
            good.pipeline(),
            good.contractVersion(),
            good.windowStart(),
            good.windowEnd(),
            good.state(),
            good.partitionRows(),
            good.checks(),
            good.inputs(),
            new Publication(1, 9, "file:///" + "x".repeat(1000)),
            good.startedAt(),
            good.endedAt());

    Answer answer = registry.post("/v1/runs", Json.write(tooLong));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(registry.client().run(good.runKey())).isEmpty();
    assertThat(partition(DAY).state()).isEqualTo(PartitionState.EXPECTED);
    assertThat(registry.client().dataset(flights.daily).orElseThrow().sequenceNumber()).isNull();
    registry.client().postRun(good);
    assertThat(pointer()).contains("file:///pointers/" + flights.name + "/3.json");
  }

  @Test
  void aHoldOnTheDatasetKeepsThePointerUntilItIsReleased() throws SQLException {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));
    Answer hold =
        registry.post(
            "/v1/gates/" + flights.daily + "/holds",
            "{\"reason\":\"wrong time zone upstream\",\"who\":\"ana\"}");

    registry.client().postRun(flights.published("-run-2", 4, DAY, 0));

    GateAnswer held = registry.client().gate(flights.daily, DAY);
    assertThat(held.open()).isFalse();
    assertThat(held.reasons())
        .extracting(Reason::text)
        .containsExactly(
            flights.daily + " is held by ana until it is released: wrong time zone upstream");
    assertThat(pointer()).contains("file:///pointers/" + flights.name + "/3.json");

    Answer released =
        registry.send(
            "DELETE",
            "/v1/gates/%s/holds/%d?who=bo"
                .formatted(flights.daily, hold.body().path("hold_id").asLong()),
            "",
            "Bearer " + TestingRegistry.KEY);

    assertThat(released.body().path("released_by").asText()).isEqualTo("bo");
    assertThat(released.body().path("who").asText()).isEqualTo("ana");
    assertThat(registry.client().gate(flights.daily, DAY).open()).isTrue();
    assertThat(pointer()).contains("file:///pointers/" + flights.name + "/4.json");
  }

  @Test
  void aHoldOnAPartitionShutsOnlyThatOne() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));
    registry.client().postRun(flights.published("-run-2", 4, "2026-11-11", 0));

    registry.post(
        "/v1/gates/" + flights.daily + "/holds",
        "{\"reason\":\"odd\",\"who\":\"ana\",\"partition\":\"2026-11-11\"}");

    assertThat(registry.client().gate(flights.daily, "2026-11-11").open()).isFalse();
    assertThat(registry.client().gate(flights.daily, DAY).open()).isTrue();
    assertThat(registry.client().gate(flights.daily, null).open()).isTrue();
  }

  @Test
  void anAskerMayNeedMoreThanTheContract() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    assertThat(
            registry
                .get("/v1/gates/" + flights.daily + "?min_score=1.0")
                .body()
                .path("open")
                .asBoolean())
        .isTrue();
    assertThat(registry.get("/v1/gates/" + flights.daily + "?min_score=2").status()).isEqualTo(400);
  }

  @Test
  void aPartitionIsReadWithItsChecksAndItsGate() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    var body = registry.get("/v1/datasets/" + flights.daily + "/partitions/" + DAY).body();

    assertThat(body.path("row_count").asLong()).isEqualTo(42);
    assertThat(body.path("timeliness").asText()).isEqualTo("ON_TIME");
    assertThat(body.path("checks")).hasSize(2);
    assertThat(body.at("/gate/open").asBoolean()).isTrue();
  }

  @Test
  void theListOfGatesHasRawAndRollups() {
    assertThat(registry.client().gates().all())
        .filteredOn(gate -> gate.dataset().contains(flights.name))
        .extracting(GateAnswer::dataset, GateAnswer::open)
        .containsExactly(
            tuple(flights.raw, true), tuple(flights.daily, false), tuple(flights.hourly, false));
  }

  private Partition partition(String key) {
    return registry.client().partitions(flights.daily).stream()
        .filter(partition -> partition.partitionKey().equals(key))
        .findFirst()
        .orElseThrow();
  }

  /** What a reader of the Iceberg catalog {@code published} is pointed at. */
  private Optional<String> pointer() throws SQLException {
    try (Connection reader =
            TestingRegistry.connect(
                TestingPostgres.READER_USER, TestingPostgres.shared().readerPassword());
        PreparedStatement select =
            reader.prepareStatement(
                "SELECT metadata_location FROM catalog.iceberg_tables"
                    + " WHERE catalog_name = 'published' AND table_namespace = 'rollup'"
                    + " AND table_name = ?")) {
      select.setString(1, flights.name + "_daily");
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }
}
