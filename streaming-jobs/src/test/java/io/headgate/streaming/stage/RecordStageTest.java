package io.headgate.streaming.stage;

import static io.headgate.streaming.TestingPipeline.value;
import static io.headgate.streaming.stage.TestingStages.DEPARTURE;
import static io.headgate.streaming.stage.TestingStages.FOREIGN;
import static io.headgate.streaming.stage.TestingStages.NOON;
import static io.headgate.streaming.stage.TestingStages.OLDER;
import static io.headgate.streaming.stage.TestingStages.TOPIC;
import static io.headgate.streaming.stage.TestingStages.assertRejected;
import static io.headgate.streaming.stage.TestingStages.event;
import static io.headgate.streaming.stage.TestingStages.micros;
import static io.headgate.streaming.stage.TestingStages.record;
import static io.headgate.streaming.stage.TestingStages.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rule;
import io.headgate.streaming.stage.Staged.Verdict;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** Which columns an event comes in. */
class RecordStageTest {
  private final TestingStages stages = new TestingStages();

  @Test
  void aValidEventComesInTheColumnsOfTheContract() throws Exception {
    StagePlan plan = stages.plan(TestingContract.of(TOPIC, DEPARTURE).contract());
    RecordStage stage = stages.open(plan);

    Staged staged = stage.apply(record(1, event(DEPARTURE, "a", 5, "SFO", "gate", "B7")));

    assertThat(plan.eventType().fieldNames())
        .containsExactly(
            "event_id", "scheduled_at", "delay_minutes", "origin", "gate", "_event_type");
    assertThat(staged.verdict()).isEqualTo(Verdict.VALID);
    assertThat(staged.schemaId()).isEqualTo(1);
    assertThat(staged.eventType()).isEqualTo("departure");
    assertThat(staged.error()).isNull();
    assertThat(values(staged, plan))
        .containsExactly("a", micros(NOON), 5, "SFO", "B7", "departure");
    assertThat(values(stage.apply(record(2, event(OLDER, "b", 6, "LAX"))), plan))
        .containsExactly("b", micros(NOON), 6, "LAX", null, "departure");
  }

  @Test
  void aQueryGetsOnlyTheColumnsThatItNeedsAndRulesSeeTheOthersToo() throws Exception {
    PipelineContract contract =
        TestingContract.of(TOPIC, DEPARTURE)
            .rules(new Rule("delay_is_plausible", "delay_minutes < 100"))
            .contract();
    StagePlan plan = StagePlan.of(stages.spark, stages.settings, contract, Set.of("origin"));
    RecordStage stage = stages.open(plan);

    assertThat(plan.eventType().fieldNames()).containsExactly("origin");
    assertThat(values(stage.apply(record(1, event(DEPARTURE, "a", 5, "SFO"))), plan))
        .containsExactly("SFO");
    assertRejected(
        stage.apply(record(1, event(DEPARTURE, "a", 500, "SFO"))),
        ErrorClass.RULE_BROKEN,
        "Rule delay_is_plausible does not hold: delay_minutes < 100");
  }

  @Test
  void typesOfOneTopicAndOfSeveralTopicsComeInOneLayout() throws Exception {
    Schema arrival =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "Arrival", "namespace": "air", "fields": [
                  {"name": "event_id", "type": "string"},
                  {"name": "scheduled_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
                  {"name": "delay_minutes", "type": "int"},
                  {"name": "belt", "type": "float"}]}
                """);
    Schema second =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "Departure", "fields": [
                  {"name": "event_id", "type": "string"},
                  {"name": "scheduled_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "delay_minutes", "type": ["null", "long"]},
                  {"name": "belt", "type": "double"}]}
                """);
    stages.registered.put(5, arrival);
    stages.registered.put(6, second);
    StagePlan plan =
        stages.plan(
            TestingContract.of(TOPIC, OLDER, arrival)
                .and("aviation.departure.v2", second)
                .contract());
    RecordStage stage = stages.open(plan);

    assertThat(plan.eventType().fieldNames())
        .containsExactly(
            "event_id", "scheduled_at", "delay_minutes", "origin", "belt", "_event_type");
    assertThat(values(stage.apply(record(2, event(OLDER, "a", 5, "SFO"))), plan))
        .containsExactly("a", micros(NOON), 5L, "SFO", null, "departure");
    GenericRecord landed = new GenericData.Record(arrival);
    landed.put("event_id", "b");
    landed.put("scheduled_at", micros(NOON));
    landed.put("delay_minutes", -3);
    landed.put("belt", 4.5f);
    assertThat(values(stage.apply(record(5, landed)), plan))
        .containsExactly("b", micros(NOON), -3L, null, 4.5d, "arrival");
    GenericRecord left = new GenericData.Record(second);
    left.put("event_id", "c");
    left.put("scheduled_at", NOON.toEpochMilli());
    left.put("delay_minutes", null);
    left.put("belt", 1.25d);
    assertThat(values(stage.apply(record("aviation.departure.v2", value(6, left))), plan))
        .containsExactly("c", micros(NOON), null, null, 1.25d, "departure");
    Schema stranger = new Schema.Parser().parse(FOREIGN.toString().replace("Departure", "Stray"));
    stages.registered.put(7, stranger);
    GenericRecord stray = new GenericData.Record(stranger);
    stray.put("event_id", 1L);
    assertRejected(
        stage.apply(record(7, stray)),
        ErrorClass.INCOMPATIBLE_SCHEMA,
        "Schema 7 is of record Stray, and topic aviation.departure.v1 has no event type of that"
            + " record.");
  }

  @Test
  void aSchemaWithAPromotionIsReadByTheNextPlanInTheWiderColumn() throws Exception {
    Schema wider = new Schema.Parser().parse(DEPARTURE.toString().replace("\"int\"", "\"long\""));
    stages.registered.put(8, wider);
    StagePlan before = stages.plan(TestingContract.of(TOPIC, DEPARTURE).contract());
    StagePlan after = stages.plan(TestingContract.of(TOPIC, wider).contract());

    assertThat(stages.open(before).apply(record(8, event(wider, "a", 5L, "SFO"))).error())
        .isEqualTo(ErrorClass.INCOMPATIBLE_SCHEMA);
    RecordStage stage = stages.open(after);
    assertThat(values(stage.apply(record(8, event(wider, "a", 1L << 40, "SFO"))), after).get(2))
        .isEqualTo(1L << 40);
    assertThat(values(stage.apply(record(1, event(DEPARTURE, "a", 5, "SFO"))), after).get(2))
        .isEqualTo(5L);
  }
}
