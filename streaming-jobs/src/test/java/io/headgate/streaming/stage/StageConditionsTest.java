package io.headgate.streaming.stage;

import static io.headgate.streaming.stage.TestingStages.DEPARTURE;
import static io.headgate.streaming.stage.TestingStages.TOPIC;
import static io.headgate.streaming.stage.TestingStages.assertRejected;
import static io.headgate.streaming.stage.TestingStages.event;
import static io.headgate.streaming.stage.TestingStages.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.contract.RuleAction;
import io.headgate.platform.job.HeadgateException;
import io.headgate.streaming.stage.Staged.Verdict;
import org.junit.jupiter.api.Test;

/** What rules and the filter do with an event. */
class StageConditionsTest {
  private final TestingStages stages = new TestingStages();

  @Test
  void rulesWarnQuarantineOrStop() throws Exception {
    PipelineContract contract =
        TestingContract.of(TOPIC, DEPARTURE)
            .rules(
                new Rule("is_quick", "delay_minutes < 10", RuleAction.WARN),
                new Rule("has_gate", "gate <> ''", RuleAction.WARN),
                new Rule("is_plausible", "delay_minutes < 100", RuleAction.QUARANTINE),
                new Rule("is_possible", "delay_minutes < 1000", RuleAction.STOP))
            .contract();
    RecordStage stage = stages.open(stages.plan(contract));

    Staged slow = stage.apply(record(1, event(DEPARTURE, "a", 50, "SFO", "gate", "B7")));
    assertThat(slow.verdict()).isEqualTo(Verdict.VALID);
    assertThat(slow.warnings()).containsExactly("is_quick");
    assertThat(stage.apply(record(1, event(DEPARTURE, "a", 5, "SFO"))).warnings())
        .containsExactly("has_gate");
    assertRejected(
        stage.apply(record(1, event(DEPARTURE, "a", 500, "SFO", "gate", "B7"))),
        ErrorClass.RULE_BROKEN,
        "Rule is_plausible does not hold: delay_minutes < 100");

    RecordStage stopping =
        stages.open(
            stages.plan(
                TestingContract.of(TOPIC, DEPARTURE)
                    .rules(new Rule("is_possible", "delay_minutes < 1000", RuleAction.STOP))
                    .contract()));
    assertThatThrownBy(() -> stopping.apply(record(1, event(DEPARTURE, "a", 5000, "SFO"))))
        .isInstanceOf(HeadgateException.class)
        .hasMessage(
            "Cannot go on behind offset 7 of aviation.departure.v1-0: rule is_possible, which stops"
                + " the stream, does not hold (delay_minutes < 1000). Mend the producer, or change"
                + " the rule and apply the pipeline.");
  }

  @Test
  void whatTheFilterDoesNotWantIsLeftOutBeforeAnyRule() throws Exception {
    PipelineContract contract =
        TestingContract.of(TOPIC, DEPARTURE)
            .filter("gate IS NULL OR gate LIKE 'B%'")
            .rules(new Rule("is_plausible", "delay_minutes < 100"))
            .contract();
    RecordStage stage = stages.open(stages.plan(contract));

    Staged other = stage.apply(record(1, event(DEPARTURE, "a", 500, "SFO", "gate", "A1")));
    assertThat(other.verdict()).isEqualTo(Verdict.FILTERED);
    assertThat(other.event()).isNull();
    assertThat(stage.apply(record(1, event(DEPARTURE, "a", 5, "SFO"))).verdict())
        .isEqualTo(Verdict.VALID);
    assertThat(stage.apply(record(1, event(DEPARTURE, "a", 500, "SFO"))).error())
        .isEqualTo(ErrorClass.RULE_BROKEN);
  }
}
