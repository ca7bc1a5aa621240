package io.headgate.registry;

import static io.headgate.registry.GateHistory.PATIENCE;
import static io.headgate.registry.GateHistory.codes;
import static io.headgate.registry.IngestedFlights.DAY;
import static io.headgate.registry.IngestedFlights.RAW_DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.Acceptance;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.GateChange;
import io.headgate.platform.registry.GateClient;
import io.headgate.platform.registry.Hold;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.platform.registry.RunReport;
import io.headgate.registry.TestingRegistry.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What shuts and opens a gate through the calls that jobs and operators make, and its history. */
class GateApiTest {
  private static final Instant NOON = Flights.DAY.plus(Duration.ofHours(36));

  private static TestingClock clock;
  private static TestingRegistry registry;
  private static GateClient gates;
  private static GateHistory history;

  private final Flights flights = new IngestedFlights(registry).flights;

  @BeforeAll
  static void start() {
    clock = new TestingClock(NOON);
    registry = TestingRegistry.start(clock);
    gates = new GateClient(registry.url(), TestingRegistry.KEY);
    history = new GateHistory(gates);
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void everyOpeningAndClosingIsKeptWithItsReasons() {
    history.await(flights.daily, DAY, false);
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));
    history.await(flights.daily, DAY, true, false);
    Hold hold = gates.hold(flights.daily, DAY, "odd", "ana", null);
    history.await(flights.daily, DAY, false, true, false);
    gates.release(flights.daily, hold.holdId(), "bo");
    history.await(flights.daily, DAY, true, false, true, false);

    List<GateChange> changes = gates.history(flights.daily, DAY, 10);
    assertThat(codes(changes.get(1).answer())).containsExactly("HELD");
    assertThat(codes(changes.get(3).answer())).containsExactly("NOT_PUBLISHED");
    assertThat(changes.get(0).answer().qualityScore()).isEqualTo(1.0);
    assertThat(changes.get(0).answer().snapshotId()).isEqualTo(9003L);
    assertThat(gates.history(flights.daily, DAY, 2)).isEqualTo(changes.subList(0, 2));
  }

  @Test
  void aHoldOnTheDatasetIsInTheHistoryOfTheDatasetAndOfItsPartitions() {
    publish();
    history.await(flights.daily, null, true);

    gates.hold(flights.daily, null, "odd", "ana", null);

    history.await(flights.daily, null, false, true);
    awaitShutBy("HELD");
  }

  @Test
  void aHoldThatEndsByItselfOpensTheGateAndThatIsKept() {
    publish();
    gates.hold(flights.daily, DAY, "odd", "ana", clock.instant().plusSeconds(60));
    awaitShutBy("HELD");

    clock.advance(Duration.ofSeconds(60));

    history.await(flights.daily, DAY, true);
  }

  @Test
  void thePointerGoesOnWhenAHoldEndsByItselfAndNotWhileAnIncidentHolds() {
    publish();
    gates.hold(flights.daily, null, "odd", "ana", clock.instant().plusSeconds(60));
    registry.client().postRun(flights.published("-run-2", 4, DAY, 0));
    awaitShutBy("HELD");
    assertThat(shown()).isEqualTo(3);

    clock.advance(Duration.ofSeconds(60));

    await().atMost(PATIENCE).until(() -> shown() == 4);
    Answer incident =
        registry.post(
            "/v1/incidents",
            """
            {"kind": "WRONG_UNITS", "pipeline": "%s", "dataset": "%s", "text": "km", "holds": true}
            """
                .formatted(flights.name, flights.daily));
    registry.client().postRun(flights.published("-run-3", 5, DAY, 0));
    assertThat(shown()).isEqualTo(4);

    registry.client().incidents().close(incident.body().path("id").asLong());

    await().atMost(PATIENCE).until(() -> shown() == 5);
  }

  private long shown() {
    return registry.client().dataset(flights.daily).orElseThrow().sequenceNumber();
  }

  @Test
  void anAcceptanceOpensTheGateUntilItsTimeAndIsKeptForEver() {
    registry.client().postRun(flights.quarantined("-run-1", DAY, 0));
    history.await(flights.daily, DAY, false);
    Instant until = clock.instant().plusSeconds(60);

    Acceptance accepted = gates.accept(flights.daily, DAY, "a public holiday", "ana", until);

    GateAnswer open = registry.client().gate(flights.daily, DAY);
    assertThat(open.open()).isTrue();
    assertThat(codes(open)).containsExactly("ACCEPTED", "QUARANTINED", "CHECK_FAILED");
    assertThat(gates.ask(flights.daily, DAY, 0.5).open()).isFalse();
    history.await(flights.daily, DAY, true, false);
    clock.advance(Duration.ofSeconds(60));
    assertThat(registry.client().gate(flights.daily, DAY).open()).isFalse();
    assertThat(gates.acceptances(flights.daily)).containsExactly(accepted);
    assertThat(accepted.who()).isEqualTo("ana");
    assertThat(accepted.until()).isEqualTo(until);
    history.await(flights.daily, DAY, false, true, false);
  }

  @Test
  void whatWasAcceptedMayBePublishedAndItsScoreShutsTheGateAgainInTheEnd() {
    RunReport failed = flights.publishedAllTheSame("-run-3", 4, DAY, 0);
    registry.client().postRun(flights.published("-run-1", 3, "2026-11-11", 0));
    registry.client().postRun(flights.quarantined("-run-2", DAY, 0));
    assertThatThrownBy(() -> registry.client().postRun(failed))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("Accept its partitions first, or report it QUARANTINED.");
    Instant until = clock.instant().plusSeconds(60);
    gates.accept(flights.daily, DAY, "a public holiday", "ana", until);
    assertThat(registry.client().gate(flights.daily, DAY).reasons().get(1).remedy())
        .isEqualTo(
            "It is accepted: repeat the run, which publishes it as long as the acceptance lasts.");

    registry.client().postRun(failed);

    GateAnswer open = registry.client().gate(flights.daily, DAY);
    assertThat(open.open()).isTrue();
    assertThat(open.snapshotId()).isEqualTo(9004L);
    assertThat(codes(open)).containsExactly("ACCEPTED", "SCORE_TOO_LOW", "CHECK_FAILED");
    assertThat(registry.client().gate(flights.daily, null).open()).isTrue();
    clock.advance(Duration.ofSeconds(60));
    assertThat(codes(registry.client().gate(flights.daily, DAY)))
        .containsExactly("SCORE_TOO_LOW", "CHECK_FAILED");
    assertThat(registry.client().gate(flights.daily, null).open()).isFalse();
  }

  @Test
  void anAcceptanceSaysWhoWhyAndForHowLong() {
    String path = "/v1/gates/" + flights.daily + "/acceptances";

    Answer incomplete = registry.post(path, "{\"partition\": \"2026-11-12\"}");
    Answer over =
        registry.post(
            path,
            """
            {"partition": "2026-11-12", "reason": "r", "who": "w", "until": "2026-11-12T00:00:00Z"}
            """);

    assertThat(incomplete.status()).isEqualTo(400);
    assertThat(incomplete.body().path("detail").asText())
        .isEqualTo("Cannot read the body: missing reason, who, until. Send every field.");
    assertThat(over.status()).isEqualTo(422);
    assertThat(over.body().path("detail").asText()).contains("is over at");
    assertThatThrownBy(
            () -> gates.accept(flights.daily, DAY, " ", "ana", clock.instant().plusSeconds(1)))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("Field 'reason' is empty");
  }

  @Test
  void anIncidentThatHoldsShutsTheGateUntilItIsClosed() {
    publish();
    Answer incident =
        registry.post(
            "/v1/incidents",
            """
            {"kind": "WRONG_UNITS", "pipeline": "%s", "text": "km in place of miles", "holds": true}
            """
                .formatted(flights.name));
    long id = incident.body().path("id").asLong();

    assertThat(registry.client().gate(flights.daily, DAY).reasons())
        .extracting(Reason::text)
        .containsExactly("incident " + id + " (WRONG_UNITS) holds it: km in place of miles");
    awaitShutBy("INCIDENT");

    registry.client().incidents().close(id);

    assertThat(registry.client().gate(flights.daily, DAY).open()).isTrue();
    history.await(flights.daily, DAY, true);
  }

  @Test
  void whatIsLateShutsTheGateOfTheDatasetOnlyWhereTheContractSaysSo() throws Exception {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));
    clock.advance(Duration.ofDays(2));

    GateAnswer told = registry.client().gate(flights.daily, null);
    assertThat(told.open()).isTrue();
    assertThat(told.delayed()).isTrue();
    assertThat(codes(told)).containsExactly("LATE");

    ObjectNode contract = Json.MAPPER.valueToTree(flights.contract());
    contract.withObject("/sla").put("shuts_gate", true);
    registry.client().applyPipeline(Json.MAPPER.treeToValue(contract, PipelineContract.class));

    GateAnswer shut = registry.client().gate(flights.daily, null);
    assertThat(shut.open()).isFalse();
    assertThat(shut.shutting().get(0).text()).contains(flights.daily + " is late: ");
    assertThat(registry.client().gate(flights.daily, DAY).open()).isTrue();
  }

  @Test
  void recordsThatWereQuarantinedAreToldOfTheirHourAndDayAndShutNothing() {
    LedgerRow row = flights.epoch(1, 3, 20, Map.of("UNDECODABLE", 3L));
    registry.client().postLedger(row);
    registry.client().postLedger(row);
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    GateAnswer told = registry.client().gate(flights.daily, DAY);
    assertThat(told.open()).isTrue();
    assertThat(told.reasons())
        .extracting(Reason::code, Reason::text, Reason::since, Reason::shuts)
        .containsExactly(
            tuple(
                "RECORDS_QUARANTINED",
                "3 records that the broker took in the time of 2026-11-12 were quarantined:"
                    + " UNDECODABLE 3",
                row.committedAt(),
                false));
    assertThat(codes(registry.client().gate(flights.raw, RAW_DAY)))
        .containsExactly("RECORDS_QUARANTINED");
    assertThat(codes(registry.client().gate(flights.hourly, "2026-11-12T05")))
        .containsExactly("NOT_PUBLISHED", "RECORDS_QUARANTINED");
    assertThat(codes(registry.client().gate(flights.hourly, "2026-11-12T06")))
        .containsExactly("NOT_PUBLISHED");
  }

  @Test
  void anAskerCanNeedThatRawHasBeenReadUpToATime() {
    String gate = "/v1/gates/" + flights.raw + "?partition=" + RAW_DAY + "&read_until=";

    assertThat(registry.get(gate + "2026-11-11T23:59:00Z").body().path("open").asBoolean())
        .isTrue();
    Answer shut = registry.get(gate + "2026-11-12T06:00:00Z");
    assertThat(shut.body().path("open").asBoolean()).isFalse();
    assertThat(shut.body().at("/reasons/0/code").asText()).isEqualTo("NOT_READ_YET");
    assertThat(registry.get(gate + "noon").body().path("detail").asText())
        .isEqualTo("Parameter 'read_until' is 'noon'. Send an instant like 2026-11-12T06:00:00Z.");
  }

  @Test
  void aStaleStepIsToldTheCurrentStateAndVersion() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));
    String path = "/v1/datasets/" + flights.daily + "/partitions/" + DAY + "/transitions";
    String step =
        """
        {"from": "PUBLISHED", "to": "DIRTY", "reason": "r", "who": "w", "version": %d}
        """;

    Answer stale = registry.post(path, step.formatted(1));
    long version = stale.body().path("version").asLong();
    Answer granted = registry.post(path, step.formatted(version));

    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.body().path("state").asText()).isEqualTo("PUBLISHED");
    assertThat(granted.status()).isEqualTo(200);
    assertThat(granted.body().path("version").asLong()).isEqualTo(version + 1);
    assertThat(registry.get(path).body().path("transitions"))
        .extracting(each -> each.path("to").asText())
        .containsExactly("EXPECTED", "WRITTEN", "CHECKED", "PUBLISHED", "DIRTY");
  }

  /** What shuts a gate is in its history only when the gate was seen open before. */
  private void publish() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));
    history.await(flights.daily, DAY, true);
  }

  private void awaitShutBy(String code) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(gates.history(flights.daily, DAY, 1))
                    .extracting(change -> codes(change.answer()))
                    .containsExactly(List.of(code)));
  }
}
