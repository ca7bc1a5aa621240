package io.headgate.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.Circumstances.AcceptanceFacts;
import io.headgate.registry.gate.Circumstances.HoldFacts;
import io.headgate.registry.gate.Circumstances.IncidentFacts;
import io.headgate.registry.gate.Circumstances.InputFacts;
import io.headgate.registry.gate.Circumstances.Lateness;
import io.headgate.registry.gate.Circumstances.SuspectFacts;
import io.headgate.registry.gate.Circumstances.Unread;
import io.headgate.registry.gate.GateFacts.NeededScore;
import io.headgate.registry.gate.GateFacts.PartitionFacts;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;

/** What shuts the gate of a partition that is good in itself, and what an operator can waive. */
class ObjectionsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant EARLIER = Instant.parse("2026-11-21T09:00:00Z");
  private static final String DAILY = "rollup.flights_by_origin_daily";
  private static final String DAY = "2026-11-20";
  private static final AcceptanceFacts ACCEPTED =
      new AcceptanceFacts("a public holiday", "ana", EARLIER, NOW.plusSeconds(60));
  private static final Reason GAP =
      new Reason("UNBALANCED", "offsets 5 to 9 of t-0 were not read", EARLIER, "Look.", true);

  @Test
  void anInputThatWasShutShutsWhatWasMadeFromIt() {
    GateAnswer answer = decide(good(), 0, around(List.of(input()), null, null, null));

    assertThat(answer.open()).isFalse();
    assertThat(answer.reasons())
        .containsExactly(
            new Reason(
                "INPUT_SHUT",
                "event_date=2026-11-20 of raw.flights, which it was made from, was shut: offsets 5"
                    + " to 9 of t-0 were not read",
                EARLIER,
                "Mend the input and repeat the run, or accept it.",
                true));
  }

  @Test
  void whatAReconciliationCannotExplainShutsThePartitionAndIsToldOfTheDataset() {
    Circumstances around =
        around(List.of(), new Unreconciled("3 offsets are missing", EARLIER), null, null);

    assertThat(decide(good(), 0, around).shutting())
        .extracting(Reason::code)
        .containsExactly("NOT_RECONCILED");
    GateAnswer dataset = GateDecision.decide(facts(null, good(), 0, around), NOW);
    assertThat(dataset.open()).isTrue();
    assertThat(dataset.reasons()).extracting(Reason::code).containsExactly("NOT_RECONCILED");
  }

  @Test
  void beingLateIsToldAndShutsOnlyWhereTheContractSaysSo() {
    GateAnswer told = decide(good(), 0, around(List.of(), null, lateness(false), null));
    GateAnswer shut = decide(good(), 0, around(List.of(), null, lateness(true), null));

    assertThat(told.open()).isTrue();
    assertThat(told.delayed()).isTrue();
    assertThat(told.reasons())
        .extracting(Reason::code, Reason::text, Reason::since, Reason::shuts)
        .containsExactly(
            tuple(
                "LATE",
                DAILY + " is late: 2026-11-20 was due at 2026-11-21T09:00:00Z",
                EARLIER,
                false));
    assertThat(shut.open()).isFalse();
  }

  @Test
  void rawThatHasNotBeenReadFarEnoughSaysHowFarItIs() {
    Unread unread = new Unread(EARLIER, NOW);
    GateFacts facts =
        new GateFacts(
            "raw.flights",
            Kind.RAW,
            EARLIER,
            null,
            5L,
            new NeededScore(0.9, 0),
            0,
            null,
            List.of(),
            new LedgerBalance(10, 10, 0, 0, List.of()),
            new Circumstances(
                null, List.of(), List.of(), List.of(), null, unread, null, List.of()));

    assertThat(GateDecision.decide(facts, NOW).shutting())
        .extracting(Reason::text)
        .containsExactly(
            "raw.flights has been read up to 2026-11-21T09:00:00Z, and it is asked for up to"
                + " 2026-11-21T12:00:00Z");
  }

  @Test
  void anAcceptanceOpensWhatFailedAndSaysWhoWhyAndUntilWhen() {
    GateAnswer answer = decide(quarantined(), 0, around(List.of(input()), null, null, ACCEPTED));

    assertThat(answer.open()).isTrue();
    assertThat(answer.reasons())
        .extracting(Reason::code, Reason::shuts)
        .containsExactly(
            tuple("ACCEPTED", false),
            tuple("QUARANTINED", false),
            tuple("CHECK_FAILED", false),
            tuple("INPUT_SHUT", false));
    assertThat(answer.reasons().get(0).text())
        .isEqualTo("accepted by ana until 2026-11-21T12:01:00Z: a public holiday");
  }

  @Test
  void anAcceptanceDoesNotSpeakForAConsumerThatNeedsMore() {
    Circumstances accepted = around(List.of(), null, null, ACCEPTED);

    assertThat(decide(quarantined(), 0.5, accepted).open()).isTrue();
    GateAnswer answer = decide(quarantined(), 0.7, accepted);
    assertThat(answer.open()).isFalse();
    assertThat(answer.shutting()).extracting(Reason::code).containsExactly("SCORE_TOO_LOW");
  }

  @Test
  void anAcceptanceDoesNotWaiveAHoldNorAnIncidentThatHolds() {
    Circumstances held =
        new Circumstances(
            null,
            List.of(new HoldFacts(3, null, "wrong units", "bo", EARLIER, null)),
            List.of(new IncidentFacts(12, "WRONG_UNITS", "miles were sent as km", EARLIER)),
            List.of(),
            null,
            null,
            ACCEPTED,
            List.of());

    GateAnswer answer = decide(good(), 0, held);

    assertThat(answer.open()).isFalse();
    assertThat(answer.shutting())
        .extracting(Reason::text)
        .containsExactly(
            DAILY + " is held by bo until it is released: wrong units",
            "incident 12 (WRONG_UNITS) holds it: miles were sent as km");
  }

  @Test
  void aFailedCheckThatTheScoreForgivesIsTold() {
    GateAnswer answer = decide(partition(PartitionState.PUBLISHED, 0.95), 0, Circumstances.NONE);

    assertThat(answer.open()).isTrue();
    assertThat(answer.reasons()).extracting(Reason::code).containsExactly("CHECK_FAILED");
  }

  @Test
  void everyReasonThatShutsHasARemedy() {
    Circumstances all =
        new Circumstances(
            lateness(true),
            List.of(new HoldFacts(3, DAY, "wrong units", "bo", EARLIER, NOW)),
            List.of(new IncidentFacts(12, "WRONG_UNITS", "miles", EARLIER)),
            List.of(input()),
            new Unreconciled("3 offsets are missing", EARLIER),
            new Unread(null, NOW),
            null,
            List.of(new SuspectFacts("NOT_AVRO", 2, EARLIER)));

    assertThat(decide(quarantined(), 0, all).shutting())
        .hasSize(8)
        .allSatisfy(reason -> assertThat(reason.remedy()).isNotBlank());
  }

  private static Circumstances around(
      List<InputFacts> inputs,
      @Nullable Unreconciled unreconciled,
      @Nullable Lateness late,
      @Nullable AcceptanceFacts acceptance) {
    return new Circumstances(
        late, List.of(), List.of(), inputs, unreconciled, null, acceptance, List.of());
  }

  private static InputFacts input() {
    return new InputFacts("raw.flights", "event_date=2026-11-20", GAP);
  }

  private static Lateness lateness(boolean shuts) {
    return new Lateness(DAY, EARLIER, shuts);
  }

  private static PartitionFacts good() {
    return new PartitionFacts(
        DAY, PartitionState.PUBLISHED, EARLIER, 1.0, "all passed", null, EARLIER, List.of());
  }

  private static PartitionFacts quarantined() {
    return partition(PartitionState.QUARANTINED, 0.6);
  }

  private static PartitionFacts partition(PartitionState state, double score) {
    return new PartitionFacts(
        DAY,
        state,
        EARLIER,
        score,
        "some failed",
        null,
        null,
        List.of(new CheckResult("near_average", Outcome.FAILED, 2.0, "0.48 of the average")));
  }

  private static GateAnswer decide(PartitionFacts partition, double asked, Circumstances around) {
    return GateDecision.decide(facts(DAY, partition, asked, around), NOW);
  }

  private static GateFacts facts(
      @Nullable String key, PartitionFacts partition, double asked, Circumstances around) {
    return new GateFacts(
        DAILY,
        Kind.ROLLUP,
        EARLIER,
        key,
        77L,
        new NeededScore(0.9, asked),
        1,
        partition,
        List.of(),
        null,
        around);
  }
}
