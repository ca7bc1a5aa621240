package io.headgate.streaming.stage;

import static io.headgate.streaming.stage.TestingStages.HASH_KEY;
import static io.headgate.streaming.stage.TestingStages.OLDER;
import static io.headgate.streaming.stage.TestingStages.TOPIC;
import static io.headgate.streaming.stage.TestingStages.departure;
import static io.headgate.streaming.stage.TestingStages.event;
import static io.headgate.streaming.stage.TestingStages.record;
import static io.headgate.streaming.stage.TestingStages.values;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.ReferenceOrigin;
import io.headgate.platform.contract.Rule;
import io.headgate.streaming.stage.Staged.Verdict;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Values that an event does not bring itself: masks and enrichments. */
class StageValuesTest {
  private final TestingStages stages = new TestingStages();

  @Test
  void personalDataIsMaskedBehindTheRules() throws Exception {
    Schema schema =
        departure(
            """
            {"name": "name", "type": "string", "pii": "hash"},
            {"name": "phone", "type": ["null", "string"], "pii": "redact"},
            {"name": "zip", "type": "string", "pii": "truncate", "pii_keep": 3},
            {"name": "passport", "type": "string", "pii": "drop"}
            """);
    stages.registered.put(4, schema);
    StagePlan plan =
        stages.plan(
            TestingContract.of(TOPIC, schema)
                .rules(new Rule("is_known", "name = 'Zoë' AND passport LIKE 'P%'"))
                .contract());
    RecordStage stage = stages.open(plan);

    Staged staged =
        stage.apply(
            record(
                4,
                event(
                    schema,
                    "a",
                    5,
                    "SFO",
                    "name",
                    "Zoë",
                    "phone",
                    "555",
                    "zip",
                    "ığ945",
                    "passport",
                    "P1")));

    assertThat(staged.verdict()).isEqualTo(Verdict.VALID);
    assertThat(plan.eventType().fieldNames()).doesNotContain("passport");
    assertThat(values(staged, plan).subList(4, 7)).containsExactly(hash("Zoë"), "***", "ığ9");
    assertThat(
            values(
                    stage.apply(
                        record(
                            4,
                            event(
                                schema,
                                "a",
                                5,
                                "SFO",
                                "name",
                                "Zoë",
                                "zip",
                                "9",
                                "passport",
                                "P2"))),
                    plan)
                .subList(4, 7))
        .containsExactly(hash("Zoë"), null, "9");
    assertThat(
            stage
                .apply(
                    record(
                        4,
                        event(schema, "a", 5, "SFO", "name", "Eve", "zip", "9", "passport", "P2")))
                .message())
        .isEqualTo("Rule is_known does not hold: name = 'Zoë' AND passport LIKE 'P%'");
    assertThat(plan.toString()).doesNotContain(HASH_KEY);
  }

  @Test
  void eventsAreEnrichedAndTheNextPlanSeesAChangedReference() throws Exception {
    Reference airports =
        new Reference(
            "airports_of_stages",
            "iata",
            Map.of("iata", "string", "city", "string", "latitude", "double"),
            new ReferenceOrigin.Jdbc("airports"));
    String table = "lake." + airports.dataset();
    stages.spark.sql(
        "CREATE TABLE %s (iata string, city string, latitude double)".formatted(table));
    stages.spark.sql(
        "INSERT INTO %s VALUES ('SFO', 'Frisco', 37.6), ('LAX', NULL, 33.9)".formatted(table));
    PipelineContract contract =
        TestingContract.of(TOPIC, OLDER)
            .enrich(
                airports,
                new Enrichment(
                    airports.name(),
                    "origin",
                    Map.of("city", "origin_city", "latitude", "origin_latitude")))
            .contract();
    StagePlanner planner = new StagePlanner(stages.spark, stages.settings, contract);
    StagePlan plan = planner.plan();
    RecordStage stage = stages.open(plan);

    assertThat(enriched(stage, plan, "SFO")).containsExactly("Frisco", 37.6);
    assertThat(enriched(stage, plan, "LAX")).containsExactly(null, 33.9);
    Staged missing = stage.apply(record(2, event(OLDER, "a", 5, "XXX")));
    assertThat(missing.verdict()).isEqualTo(Verdict.VALID);
    assertThat(missing.warnings()).containsExactly("missing:airports_of_stages");
    assertThat(enriched(stage, plan, "XXX")).containsExactly(null, null);

    stages.spark.sql("INSERT OVERWRITE %s VALUES ('SFO', 'San Francisco', 37.6)".formatted(table));

    assertThat(enriched(stage, plan, "SFO")).containsExactly("Frisco", 37.6);
    assertThat(enriched(stages.open(planner.plan()), plan, "SFO"))
        .containsExactly("San Francisco", 37.6);
    StagePlan one =
        StagePlan.of(
            stages.spark, stages.settings, contract, Set.of("origin_city", "delay_minutes"));
    assertThat(values(stages.open(one).apply(record(2, event(OLDER, "a", 5, "SFO"))), one))
        .containsExactly(5, "San Francisco");
  }

  private static String hash(String plain) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(HASH_KEY.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(plain.getBytes(UTF_8)));
  }

  private static List<Object> enriched(RecordStage stage, StagePlan plan, String origin) {
    return values(stage.apply(record(2, event(OLDER, "a", 5, origin))), plan).subList(4, 6);
  }
}
