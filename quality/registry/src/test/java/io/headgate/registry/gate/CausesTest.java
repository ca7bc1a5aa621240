package io.headgate.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.Circumstances.SuspectFacts;
import io.headgate.registry.gate.GateFacts.NeededScore;
import io.headgate.registry.gate.GateFacts.PartitionFacts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What producers did in a partition's time is told with the answer, and shuts nothing. */
class CausesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant EARLIER = Instant.parse("2026-11-21T09:00:00Z");
  private static final Instant EARLIEST = Instant.parse("2026-11-21T08:00:00Z");
  private static final String TAKEN = " that the broker took in the time of 2026-11-20 ";
  private static final List<SuspectFacts> SUSPECTS =
      List.of(
          new SuspectFacts("NOT_AVRO", 1_200, EARLIER),
          new SuspectFacts("EVENT_TIME_BEHIND", 80, EARLIER),
          new SuspectFacts("EVENT_TIME_AHEAD", 3, EARLIEST));

  @Test
  void aFailedCheckHasWhatProducersDidBesideIt() {
    GateAnswer answer = decide(PartitionState.QUARANTINED, Outcome.FAILED);

    assertThat(answer.shutting())
        .extracting(Reason::code)
        .containsExactly("QUARANTINED", "CHECK_FAILED");
    assertThat(answer.reasons())
        .filteredOn(reason -> !reason.shuts())
        .extracting(Reason::code, Reason::text, Reason::since)
        .containsExactly(
            tuple(
                "RECORDS_QUARANTINED",
                "1,203 records" + TAKEN + "were quarantined: NOT_AVRO 1,200, EVENT_TIME_AHEAD 3",
                EARLIEST),
            tuple(
                "EVENT_TIME_AHEAD",
                "3 records"
                    + TAKEN
                    + "name a time further ahead of its clock than the contract tolerates",
                EARLIEST),
            tuple(
                "EVENT_TIME_BEHIND",
                "80 events"
                    + TAKEN
                    + "name a time further behind its clock than the watermark delay, and count there",
                EARLIER));
    assertThat(answer.reasons().get(2).remedy()).contains("headgate dlq list");
  }

  @Test
  void anOpenPartitionTellsWhatItsReadersLackAndNotThatSomethingWasLate() {
    GateAnswer answer = decide(PartitionState.PUBLISHED, Outcome.PASSED);

    assertThat(answer.open()).isTrue();
    assertThat(answer.reasons())
        .extracting(Reason::code)
        .containsExactly("RECORDS_QUARANTINED", "EVENT_TIME_AHEAD");
  }

  private static GateAnswer decide(PartitionState state, Outcome outcome) {
    PartitionFacts subject =
        new PartitionFacts(
            "2026-11-20",
            state,
            EARLIER,
            outcome == Outcome.PASSED ? 1.0 : 0.5,
            "by weight",
            null,
            null,
            List.of(new CheckResult("near_average", outcome, 2.0, "0.48 of the average")));
    return GateDecision.decide(
        new GateFacts(
            "rollup.flights_by_origin_daily",
            Kind.ROLLUP,
            EARLIER,
            "2026-11-20",
            77L,
            new NeededScore(0.9, 0),
            0,
            subject,
            List.of(),
            null,
            new Circumstances(null, List.of(), List.of(), List.of(), null, null, null, SUSPECTS)),
        NOW);
  }
}
