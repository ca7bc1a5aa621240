package io.headgate.registry;

import static io.headgate.registry.IngestedFlights.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.platform.registry.RunReport;
import io.headgate.platform.registry.RunReport.Publication;
import io.headgate.registry.TestingRegistry.Answer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RunApiTest {
  private static TestingRegistry registry;

  private final IngestedFlights ingested = new IngestedFlights(registry);
  private final Flights flights = ingested.flights;

  @BeforeAll
  static void start() {
    registry = IngestedFlights.registry();
  }

  @AfterAll
  static void stop() {
    registry.close();
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
    assertThat(ingested.pointer()).isEmpty();
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
    assertThat(ingested.pointer()).contains("file:///pointers/" + flights.name + "/3.json");
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
    assertThat(ingested.partition(DAY).runKey()).isEqualTo(flights.name + "-run-2");
    assertThat(ingested.pointer()).contains("file:///pointers/" + flights.name + "/4.json");
  }

  @Test
  void thePointerNeverGoesBack() throws SQLException {
    registry.client().postRun(flights.published("-late", 5, DAY, 0));
    registry.client().postRun(flights.published("-early", 4, "2026-11-11", 0));

    assertThat(ingested.pointer()).contains("file:///pointers/" + flights.name + "/5.json");
    assertThat(registry.client().gate(flights.daily, "2026-11-11").open()).isTrue();
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
    assertThat(ingested.pointer()).isEmpty();
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
    assertThat(ingested.partition(DAY).state()).isEqualTo(PartitionState.EXPECTED);
    assertThat(registry.client().dataset(flights.daily).orElseThrow().sequenceNumber()).isNull();
    registry.client().postRun(good);
    assertThat(ingested.pointer()).contains("file:///pointers/" + flights.name + "/3.json");
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
}
