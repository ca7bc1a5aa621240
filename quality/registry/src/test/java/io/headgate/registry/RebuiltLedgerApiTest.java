package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.TestingRegistry.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that were lost here and come back late, out of the order in which they were committed. */
class RebuiltLedgerApiTest {
  private static final String DAY = "event_date=2026-11-12";
  private static final List<String> UNKNOWN = List.of("contract_version", "started_at");

  private static TestingRegistry registry;

  private final Flights flights = new Flights();

  @BeforeAll
  static void start() {
    registry =
        TestingRegistry.start(Clock.fixed(Flights.DAY.plus(Duration.ofDays(3)), ZoneOffset.UTC));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @BeforeEach
  void apply() {
    registry.client().applyPipeline(flights.contract());
  }

  @Test
  void aRowThatWasLostComesBackAndSaysWhatIsNotKnownOfIt() {
    boolean recorded =
        registry.client().postRebuiltLedger(flights.epoch(0, Map.of(DAY, 100L)), UNKNOWN);

    assertThat(recorded).isTrue();
    JsonNode row = registry.get("/v1/ledger?dataset=" + flights.raw).body().at("/ledger/0");
    assertThat(row.path("rebuilt_at").asText()).isEqualTo("2026-11-15T00:00:00Z");
    assertThat(row.path("unknown"))
        .extracting(JsonNode::asText)
        .containsExactly("contract_version", "started_at");
    assertThat(registry.client().gate(flights.raw, DAY).open()).isTrue();
  }

  @Test
  void aRowThatExistsStaysAsItIs() {
    LedgerRow row = flights.epoch(0, Map.of(DAY, 100L));
    registry.client().postLedger(row);

    boolean recorded =
        registry.client().postRebuiltLedger(flights.epoch(0, Map.of(DAY, 7L)), UNKNOWN);

    assertThat(recorded).isFalse();
    assertThat(registry.client().ledger(flights.raw)).containsExactly(row);
    JsonNode kept = registry.get("/v1/ledger?dataset=" + flights.raw).body().at("/ledger/0");
    assertThat(kept.path("rebuilt_at").isNull()).isTrue();
  }

  @Test
  void anOldRowThatComesBackIsNoNewInputForARunThatHasReadIt() {
    registry.client().postLedger(flights.epoch(1, Map.of(DAY, 100L)));
    registry.client().postRun(flights.published("a", 1, "2026-11-12", 1));

    registry.client().postRebuiltLedger(flights.epoch(0, Map.of(DAY, 100L)), UNKNOWN);

    assertThat(state()).isEqualTo(PartitionState.PUBLISHED);
    assertThat(registry.client().gate(flights.raw, DAY).open()).isTrue();
    assertThat(registry.client().dataset(flights.raw).orElseThrow().lakeSnapshotId())
        .isEqualTo(1001L);
    registry.client().postRun(flights.published("b", 2, "2026-11-12", 1));
    assertThat(state()).isEqualTo(PartitionState.PUBLISHED);
  }

  @Test
  void aRowThatTheRunHadNotReadMakesItDirtyAlsoWhenItComesBackLate() {
    registry.client().postLedger(flights.epoch(0, Map.of(DAY, 100L)));
    registry.client().postRun(flights.published("a", 1, "2026-11-12", 0));

    registry.client().postRebuiltLedger(flights.epoch(1, Map.of(DAY, 100L)), UNKNOWN);

    assertThat(state()).isEqualTo(PartitionState.DIRTY);
  }

  @Test
  void aFieldThatNoRowHasCannotBeUnknown() {
    String body =
        Json.write(
            Map.of(
                "row", flights.epoch(0, Map.of(DAY, 1L)), "unknown", List.of("colour", "epoch")));

    Answer answer = registry.post("/v1/ledger/rebuilt", body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("A ledger row has no field colour. Name its own fields in 'unknown'.");
  }

  private PartitionState state() {
    return registry.client().partitions(flights.daily).stream()
        .filter(partition -> partition.partitionKey().equals("2026-11-12"))
        .map(Partition::state)
        .findFirst()
        .orElseThrow();
  }
}
