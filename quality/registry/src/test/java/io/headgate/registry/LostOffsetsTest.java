package io.headgate.registry;

import static io.headgate.registry.GateHistory.PATIENCE;
import static io.headgate.registry.GateHistory.codes;
import static io.headgate.registry.IngestedFlights.DAY;
import static io.headgate.registry.IngestedFlights.RAW_DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.GateClient;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.Reconciliation.Kind;
import io.headgate.platform.registry.Reconciliation.OffsetFinding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Offsets that were not read, or were lost, shut the gates of what was made from them. */
class LostOffsetsTest {
  private static final Instant NOON = Flights.DAY.plus(Duration.ofHours(36));

  private static TestingRegistry registry;
  private static GateHistory history;

  private final Flights flights = new IngestedFlights(registry).flights;

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(new TestingClock(NOON));
    history = new GateHistory(new GateClient(registry.url(), TestingRegistry.KEY));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void aGapInWhatTheRunReadShutsItsPartitionTooUntilItIsMended() {
    // Epoch 1 is on its way; 2 says that it must be there, and the run reads both snapshots.
    registry.client().postLedger(flights.epoch(2, Map.of(RAW_DAY, 100L)));
    registry.client().postRun(flights.published("-run-1", 3, DAY, 2));

    GateAnswer shut = registry.client().gate(flights.daily, DAY);

    assertThat(shut.open()).isFalse();
    assertThat(shut.shutting())
        .extracting(Reason::code, Reason::text)
        .containsExactly(
            tuple(
                "INPUT_SHUT",
                RAW_DAY
                    + " of "
                    + flights.raw
                    + ", which it was made from, was shut: offsets 100 to 199 of t-0 were not"
                    + " read"));
    history.await(flights.daily, DAY, false);
    await().atMost(PATIENCE).until(() -> checkIncidents().size() == 1);
    assertThat(checkIncidents().get(0).text())
        .startsWith(flights.raw + ": offsets 100 to 199 of t-0 were not read.");

    registry.client().postLedger(flights.epoch(1, Map.of(RAW_DAY, 100L)));

    assertThat(registry.client().gate(flights.daily, DAY).open()).isTrue();
    history.await(flights.daily, DAY, true);
    await().atMost(PATIENCE).until(() -> checkIncidents().isEmpty());
  }

  @Test
  void aFaultInRowsThatTheRunDidNotReadLeavesItsPartitionOpen() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    registry
        .client()
        .postLedger(flights.epoch(5, new OffsetRange("t", 0, 900, 910), 10, Map.of(RAW_DAY, 10L)));

    assertThat(registry.client().gate(flights.raw, RAW_DAY).open()).isFalse();
    assertThat(registry.client().gate(flights.daily, DAY).open()).isTrue();
  }

  @Test
  void whatTheNewestReconciliationCannotExplainShutsTheGateUntilAnotherOneCan() {
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));
    registry.client().postReconciliation(reconciled(1, false));

    GateAnswer shut = registry.client().gate(flights.daily, DAY);
    assertThat(codes(shut)).containsExactly("NOT_RECONCILED");
    assertThat(shut.reasons().get(0).text()).endsWith("found offsets 5 to 7 of t-0 missing");
    assertThat(registry.client().gate(flights.raw, RAW_DAY).open()).isFalse();
    assertThat(registry.client().gate(flights.daily, null).open()).isTrue();

    registry.client().postReconciliation(reconciled(2, true));

    assertThat(registry.client().gate(flights.daily, DAY).open()).isTrue();
    assertThat(registry.client().gate(flights.raw, RAW_DAY).open()).isTrue();
  }

  @Test
  void missingOffsetsLeaveThePartitionsOpenToWhichTheirBatchAddedNothing() {
    registry.client().postLedger(flights.epoch(1, Map.of("event_date=2026-11-13", 100L)));
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));
    registry.client().postRun(flights.published("-run-2", 4, "2026-11-13", 1));

    registry.client().postReconciliation(missing(1, 150, 160));

    assertThat(codes(registry.client().gate(flights.raw, null))).containsExactly("NOT_RECONCILED");
    assertThat(codes(registry.client().gate(flights.raw, "event_date=2026-11-13")))
        .containsExactly("NOT_RECONCILED");
    assertThat(codes(registry.client().gate(flights.daily, "2026-11-13")))
        .containsExactly("NOT_RECONCILED");
    assertThat(registry.client().gate(flights.raw, RAW_DAY).open()).isTrue();
    assertThat(registry.client().gate(flights.daily, DAY).open()).isTrue();
  }

  @Test
  void offsetsThatNoBalancedBatchHasReadMayBeOfAnyPartition() {
    OffsetRange range = new OffsetRange("t", 0, 100, 200);
    registry
        .client()
        .postLedger(flights.epoch(1, range, 101, Map.of("event_date=2026-11-13", 100L)));
    registry.client().postRun(flights.published("-run-1", 3, DAY, 0));

    registry.client().postReconciliation(missing(1, 150, 160));
    assertThat(codes(registry.client().gate(flights.raw, RAW_DAY)))
        .containsExactly("NOT_RECONCILED");

    registry.client().postReconciliation(missing(2, 195, 205));
    assertThat(codes(registry.client().gate(flights.daily, DAY))).containsExactly("NOT_RECONCILED");
  }

  private Reconciliation reconciled(int number, boolean explained) {
    return new Reconciliation(
        flights.name,
        Flights.DAY,
        Flights.DAY.plus(Duration.ofDays(1)),
        explained,
        List.of(),
        explained ? List.of() : List.of(new OffsetFinding("t", 0, 5, 8, Kind.MISSING)),
        List.of(),
        List.of(),
        NOON.plusSeconds(number),
        NOON.plusSeconds(number));
  }

  /** A look at all that was ever read. */
  private Reconciliation missing(int number, long from, long until) {
    return new Reconciliation(
        flights.name,
        null,
        null,
        false,
        List.of(),
        List.of(new OffsetFinding("t", 0, from, until, Kind.MISSING)),
        List.of(),
        List.of(),
        NOON.plusSeconds(number),
        NOON.plusSeconds(number));
  }

  private List<Incident> checkIncidents() {
    return registry.client().incidents().allOpen().stream()
        .filter(incident -> incident.pipeline().equals(flights.name))
        .filter(incident -> incident.kind().equals(Incident.CHECK_FAILED))
        .toList();
  }
}
