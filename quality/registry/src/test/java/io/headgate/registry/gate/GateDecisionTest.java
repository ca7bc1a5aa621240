package io.headgate.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.Circumstances.HoldFacts;
import io.headgate.registry.gate.Circumstances.Lateness;
import io.headgate.registry.gate.GateFacts.NeededScore;
import io.headgate.registry.gate.GateFacts.PartitionFacts;
import io.headgate.registry.gate.LedgerBalance.Fault;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GateDecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant EARLIER = Instant.parse("2026-11-21T09:00:00Z");
  private static final Instant APPLIED = Instant.parse("2026-11-01T00:00:00Z");
  private static final String DAILY = "rollup.flights_by_origin_daily";
  private static final CheckResult FAILED =
      new CheckResult("near_average", Outcome.FAILED, 2.0, "7,910 is 0.48 of the average 16,480");

  @ParameterizedTest
  @EnumSource(names = {"PUBLISHED", "DIRTY"})
  void aPartitionThatPassedIsOpenAlsoWhileNewerInputWaits(PartitionState state) {
    GateAnswer answer = decide(partition(1.0, state), List.of());

    assertThat(answer.open()).isTrue();
    assertThat(answer.reasons()).isEmpty();
    assertThat(answer.snapshotId()).isEqualTo(77L);
    assertThat(answer.qualityScore()).isEqualTo(1.0);
  }

  @Test
  void aQuarantinedPartitionIsShutWithEveryFailedCheckAndWhatReadersKeep() {
    GateAnswer answer = decide(partition(0.6, PartitionState.QUARANTINED), List.of());

    assertThat(answer.open()).isFalse();
    assertThat(answer.reasons())
        .extracting(Reason::code, Reason::text, Reason::since)
        .containsExactly(
            tuple(
                "QUARANTINED",
                "2026-11-20 is quarantined (score 0.60); readers keep the last good state,"
                    + " snapshot 77",
                EARLIER),
            tuple(
                "CHECK_FAILED",
                "near_average (weight 2.0): 7,910 is 0.48 of the average 16,480",
                EARLIER));
  }

  @Test
  void aQuarantinedPartitionSaysWhenItsRunIsWorthRepeating() {
    PartitionFacts repaired =
        new PartitionFacts(
            "2026-11-20",
            PartitionState.QUARANTINED,
            EARLIER,
            0.6,
            "sum of weights",
            NOW,
            null,
            List.of(FAILED));

    assertThat(decide(repaired, List.of()).reasons().get(0).text())
        .endsWith("; newer input has arrived since, so repeat the run");
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPECTED", "WRITTEN", "CHECKED"})
  void aPartitionBeforeItsPublicationIsShut(PartitionState state) {
    GateAnswer answer = decide(partition(null, state), List.of());

    assertThat(answer.open()).isFalse();
    assertThat(answer.reasons()).extracting(Reason::code).containsExactly("NOT_PUBLISHED");
    assertThat(answer.reasons().get(0).since()).isEqualTo(EARLIER);
  }

  @Test
  void aPartitionThatNobodyKnowsIsShut() {
    assertThat(decide((PartitionFacts) null, List.of()).reasons())
        .extracting(Reason::code, Reason::text, Reason::since)
        .containsExactly(
            tuple(
                "NOT_PUBLISHED", "no run has published 2026-11-20 of " + DAILY + " yet", APPLIED));
  }

  @Test
  void aHoldShutsAGoodPartitionAndSaysWhoAndWhy() {
    HoldFacts hold = new HoldFacts(7, null, "wrong time zone upstream", "ana", EARLIER, null);

    assertThat(decide(partition(1.0, PartitionState.PUBLISHED), List.of(hold)).reasons())
        .containsExactly(
            new Reason(
                "HELD",
                DAILY + " is held by ana until it is released: wrong time zone upstream",
                EARLIER,
                "Ask ana, or release it: headgate gates release " + DAILY + " 7.",
                true));
  }

  @Test
  void anAskerWhoNeedsMoreThanTheContractIsToldSo() {
    GateFacts facts = rollup("2026-11-20", partition(0.92, PartitionState.PUBLISHED), 0.95);

    GateAnswer answer = GateDecision.decide(facts, NOW);

    assertThat(answer.open()).isFalse();
    assertThat(answer.reasons())
        .extracting(Reason::code, Reason::text, Reason::since)
        .containsExactly(tuple("SCORE_TOO_LOW", "2026-11-20 has score 0.92, needed 0.95", EARLIER));
  }

  @Test
  void withoutAScoreThereIsNoRead() {
    assertThat(decide(partition(null, PartitionState.PUBLISHED), List.of()).reasons())
        .extracting(Reason::code)
        .containsExactly("NEVER_CHECKED");
  }

  @Test
  void aDatasetStaysOpenAtItsLastGoodStateWhileAPartitionIsQuarantined() {
    GateFacts facts =
        new GateFacts(
            DAILY,
            Kind.ROLLUP,
            APPLIED,
            null,
            77L,
            new NeededScore(0.9, 0),
            8,
            partition(1.0, PartitionState.PUBLISHED),
            List.of(partition(0.6, PartitionState.QUARANTINED)),
            null,
            late(false));

    GateAnswer answer = GateDecision.decide(facts, NOW);

    assertThat(answer.open()).isTrue();
    assertThat(answer.delayed()).isTrue();
    assertThat(answer.arithmetic())
        .isEqualTo("lowest of 8 readable partitions, 2026-11-20: sum of weights");
    assertThat(answer.reasons()).extracting(Reason::code).containsExactly("QUARANTINED", "LATE");
  }

  @Test
  void aDatasetWithNothingPublishedIsShut() {
    GateFacts facts =
        new GateFacts(
            DAILY,
            Kind.ROLLUP,
            APPLIED,
            null,
            null,
            new NeededScore(0.9, 0),
            0,
            null,
            List.of(),
            null,
            Circumstances.NONE);

    GateAnswer answer = GateDecision.decide(facts, NOW);

    assertThat(answer.open()).isFalse();
    assertThat(answer.reasons()).extracting(Reason::code).containsExactly("NOT_PUBLISHED");
  }

  @Test
  void rawIsOpenWhenItsLedgerBalances() {
    GateAnswer answer = decideRaw(new LedgerBalance(1_000, 990, 10, 0, List.of()));

    assertThat(answer.open()).isTrue();
    assertThat(answer.qualityScore()).isEqualTo(1.0);
    assertThat(answer.arithmetic())
        .isEqualTo(
            "ledger_balance passed: 1,000 read, 990 valid + 10 quarantined; offsets without gap or"
                + " overlap");
  }

  @Test
  void rawIsShutByAGap() {
    Fault gap = new Fault("offsets 5 to 9 of t-0 were not read", EARLIER);

    GateAnswer answer = decideRaw(new LedgerBalance(1_000, 990, 10, 0, List.of(gap)));

    assertThat(answer.open()).isFalse();
    assertThat(answer.qualityScore()).isEqualTo(0.0);
    assertThat(answer.reasons())
        .extracting(Reason::code, Reason::text, Reason::since)
        .containsExactly(tuple("UNBALANCED", "offsets 5 to 9 of t-0 were not read", EARLIER));
  }

  @Test
  void whatBrokeTheContractIsNeverReadable() {
    GateFacts facts =
        new GateFacts(
            "quarantine.flights",
            Kind.QUARANTINE,
            APPLIED,
            null,
            7L,
            new NeededScore(0, 0),
            0,
            null,
            List.of(),
            null,
            Circumstances.NONE);

    assertThat(GateDecision.decide(facts, NOW).reasons())
        .extracting(Reason::code)
        .containsExactly("NOT_FOR_READERS");
  }

  private static GateAnswer decide(@Nullable PartitionFacts partition, List<HoldFacts> holds) {
    return GateDecision.decide(
        new GateFacts(
            DAILY,
            Kind.ROLLUP,
            APPLIED,
            "2026-11-20",
            77L,
            new NeededScore(0.9, 0),
            0,
            partition,
            List.of(),
            null,
            new Circumstances(null, holds, List.of(), List.of(), null, null, null, List.of())),
        NOW);
  }

  private static Circumstances late(boolean shuts) {
    return new Circumstances(
        new Lateness("2026-11-20", EARLIER, shuts),
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null,
        List.of());
  }

  private static GateFacts rollup(String key, PartitionFacts partition, double needed) {
    return new GateFacts(
        DAILY,
        Kind.ROLLUP,
        APPLIED,
        key,
        77L,
        new NeededScore(0.9, needed),
        0,
        partition,
        List.of(),
        null,
        Circumstances.NONE);
  }

  private static GateAnswer decideRaw(LedgerBalance balance) {
    return GateDecision.decide(
        new GateFacts(
            "raw.flights",
            Kind.RAW,
            APPLIED,
            "event_date=2026-11-20",
            5L,
            new NeededScore(0, 0),
            0,
            partition(null, PartitionState.WRITTEN),
            List.of(),
            balance,
            Circumstances.NONE),
        NOW);
  }

  private static PartitionFacts partition(@Nullable Double score, PartitionState state) {
    return new PartitionFacts(
        "2026-11-20",
        state,
        EARLIER,
        score,
        score == null ? null : "sum of weights",
        null,
        null,
        state == PartitionState.QUARANTINED ? List.of(FAILED) : List.of());
  }
}
