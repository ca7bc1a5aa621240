package io.headgate.registry;

import static io.headgate.registry.IngestedFlights.DAY;
import static io.headgate.registry.IngestedFlights.RAW_DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.registry.TestingRegistry.Answer;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs that fail and people who hold: what is shut by them, and what readers keep. */
class ShutPartitionsTest {
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
    assertThat(ingested.pointer()).contains("file:///pointers/" + flights.name + "/3.json");
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
    assertThat(ingested.pointer()).contains("file:///pointers/" + flights.name + "/3.json");

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
    assertThat(ingested.pointer()).contains("file:///pointers/" + flights.name + "/4.json");
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
}
