package io.headgate.streaming.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.contract.Enrichment;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.ReferenceOrigin;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.contract.RuleAction;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.Settings;
import io.headgate.streaming.TestingPlatform;
import io.headgate.streaming.stage.Staged.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class RecordStageTest {
  private static final String TOPIC = "aviation.departure.v1";
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final String HASH_KEY = "0123456789abcdef0123456789abcdef";
  private static final Schema DEPARTURE =
      departure("{\"name\": \"gate\", \"type\": [\"null\", \"string\"], \"default\": null}");
  private static final Schema OLDER = departure("");
  private static final Schema FOREIGN =
      new Schema.Parser()
          .parse(
              "{\"type\": \"record\", \"name\": \"Departure\", \"fields\": [{\"name\": \"event_id\", \"type\": \"long\"}]}");

  private final SparkSession spark = TestingPlatform.shared().spark;
  private final Settings settings =
      Settings.of(Map.of("registry.url", "http://127.0.0.1:1", "pii.hash-key", HASH_KEY));
  private final Map<Integer, Schema> registered =
      new HashMap<>(Map.of(1, DEPARTURE, 2, OLDER, 3, FOREIGN));

  @Test
  void aValidEventComesInTheColumnsOfTheContract() throws Exception {
    StagePlan plan = plan(TestingContract.of(TOPIC, DEPARTURE).contract());
    RecordStage stage = open(plan);

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
    StagePlan plan = StagePlan.of(spark, settings, contract, Set.of("origin"));
    RecordStage stage = open(plan);

    assertThat(plan.eventType().fieldNames()).containsExactly("origin");
    assertThat(values(stage.apply(record(1, event(DEPARTURE, "a", 5, "SFO"))), plan))
        .containsExactly("SFO");
    assertRejected(
        stage.apply(record(1, event(DEPARTURE, "a", 500, "SFO"))),
        ErrorClass.RULE_BROKEN,
        "Rule delay_is_plausible does not hold: delay_minutes < 100");
  }

  @Test
  void everyKindOfBadRecordIsRejectedWithItsReason() throws Exception {
    RecordStage stage = open(plan(TestingContract.of(TOPIC, DEPARTURE).contract()));
    byte[] good = value(1, event(DEPARTURE, "a", 5, "SFO"));

    assertRejected(stage.apply(record(null)), ErrorClass.EMPTY_VALUE, "The record has no value.");
    assertRejected(
        stage.apply(record(new byte[0])), ErrorClass.EMPTY_VALUE, "The record has no value.");
    assertRejected(
        stage.apply(record(new byte[] {0, 0, 0, 1})),
        ErrorClass.NOT_AVRO,
        "The value of 4 bytes does not begin with a zero byte and a schema id.");
    assertRejected(
        stage.apply(record("{\"origin\":\"SFO\"}".getBytes(UTF_8))),
        ErrorClass.NOT_AVRO,
        "The value of 16 bytes does not begin with a zero byte and a schema id.");
    assertRejected(
        stage.apply(record(9, event(DEPARTURE, "a", 5, "SFO"))),
        ErrorClass.UNKNOWN_SCHEMA,
        "The registry knows no schema with id 9.");
    assertRejected(
        stage.apply(record(Arrays.copyOf(good, good.length - 2))),
        ErrorClass.UNDECODABLE,
        "The bytes are no record of schema 1: they end before the record does.");
    assertRejected(
        stage.apply(record(Arrays.copyOf(good, good.length + 1))),
        ErrorClass.UNDECODABLE,
        "The bytes are no record of schema 1: bytes follow the record.");
    GenericRecord foreign = new GenericData.Record(FOREIGN);
    foreign.put("event_id", 7L);
    assertRejected(
        stage.apply(record(3, foreign)),
        ErrorClass.INCOMPATIBLE_SCHEMA,
        "Schema 3 cannot be read as the contract's schema: TYPE_MISMATCH at /fields/0/type, "
            + "READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1, "
            + "READER_FIELD_MISSING_DEFAULT_VALUE at /fields/2, "
            + "READER_FIELD_MISSING_DEFAULT_VALUE at /fields/3.");
    assertThat(stage.apply(record(good)).verdict()).isEqualTo(Verdict.VALID);
  }

  @Test
  void anIdThatNobodyRegisteredIsUnknownUntilItIs() throws Exception {
    RecordStage stage = open(plan(TestingContract.of(TOPIC, DEPARTURE).contract()));
    ConsumerRecord<byte[], byte[]> record = record(9, event(DEPARTURE, "a", 5, "SFO"));
    assertThat(stage.apply(record).error()).isEqualTo(ErrorClass.UNKNOWN_SCHEMA);

    registered.put(9, DEPARTURE);

    assertThat(stage.apply(record).verdict()).isEqualTo(Verdict.VALID);
  }

  @Test
  void aLengthOfGigabytesIsUndecodableAndAllocatesNothing() throws Exception {
    RecordStage stage = open(plan(TestingContract.of(TOPIC, DEPARTURE).contract()));
    for (long length : new long[] {2_000_000_000L, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(new byte[] {0, 0, 0, 0, 1});
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      encoder.writeLong(length);
      encoder.flush();

      Staged staged = stage.apply(record(bytes.toByteArray()));

      assertThat(staged.error()).as("%d", length).isEqualTo(ErrorClass.UNDECODABLE);
    }
  }

  @Test
  void anEventWhoseTimeIsAheadOfTheBrokersIsRejected() throws Exception {
    RecordStage stage = open(plan(TestingContract.of(TOPIC, DEPARTURE).contract()));
    GenericRecord event = event(DEPARTURE, "a", 5, "SFO");
    event.put("scheduled_at", micros(NOON.plus(Duration.ofHours(1))));
    assertThat(stage.apply(record(1, event)).verdict()).isEqualTo(Verdict.VALID);

    event.put("scheduled_at", micros(NOON.plus(Duration.ofHours(1))) + 1);
    assertRejected(
        stage.apply(record(1, event)),
        ErrorClass.EVENT_TIME_AHEAD,
        "scheduled_at is more than PT1H ahead of the broker's timestamp.");
    event.put("scheduled_at", Long.MAX_VALUE);
    assertThat(stage.apply(record(1, event)).error()).isEqualTo(ErrorClass.EVENT_TIME_AHEAD);
  }

  @Test
  void anEventWithoutIdOrTimeIsRejected() throws Exception {
    Schema schema =
        new Schema.Parser()
            .parse(
                OLDER
                    .toString()
                    .replace(
                        "\"event_id\",\"type\":\"string\"",
                        "\"event_id\",\"type\":[\"null\",\"string\"]"));
    registered.put(4, schema);
    RecordStage stage = open(plan(TestingContract.of(TOPIC, schema).contract()));

    assertRejected(
        stage.apply(record(4, event(schema, null, 5, "SFO"))),
        ErrorClass.RULE_BROKEN,
        "Field event_id is null.");
  }

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
    RecordStage stage = open(plan(contract));

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
        open(
            plan(
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
    RecordStage stage = open(plan(contract));

    Staged other = stage.apply(record(1, event(DEPARTURE, "a", 500, "SFO", "gate", "A1")));
    assertThat(other.verdict()).isEqualTo(Verdict.FILTERED);
    assertThat(other.event()).isNull();
    assertThat(stage.apply(record(1, event(DEPARTURE, "a", 5, "SFO"))).verdict())
        .isEqualTo(Verdict.VALID);
    assertThat(stage.apply(record(1, event(DEPARTURE, "a", 500, "SFO"))).error())
        .isEqualTo(ErrorClass.RULE_BROKEN);
  }

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
    registered.put(4, schema);
    StagePlan plan =
        plan(
            TestingContract.of(TOPIC, schema)
                .rules(new Rule("is_known", "name = 'Zoë' AND passport LIKE 'P%'"))
                .contract());
    RecordStage stage = open(plan);

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

  private static String hash(String plain) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(HASH_KEY.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(plain.getBytes(UTF_8)));
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
    spark.sql("CREATE TABLE %s (iata string, city string, latitude double)".formatted(table));
    spark.sql(
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
    StagePlanner planner = new StagePlanner(spark, settings, contract);
    StagePlan plan = planner.plan();
    RecordStage stage = open(plan);

    assertThat(enriched(stage, plan, "SFO")).containsExactly("Frisco", 37.6);
    assertThat(enriched(stage, plan, "LAX")).containsExactly(null, 33.9);
    Staged missing = stage.apply(record(2, event(OLDER, "a", 5, "XXX")));
    assertThat(missing.verdict()).isEqualTo(Verdict.VALID);
    assertThat(missing.warnings()).containsExactly("missing:airports_of_stages");
    assertThat(enriched(stage, plan, "XXX")).containsExactly(null, null);

    spark.sql("INSERT OVERWRITE %s VALUES ('SFO', 'San Francisco', 37.6)".formatted(table));

    assertThat(enriched(stage, plan, "SFO")).containsExactly("Frisco", 37.6);
    assertThat(enriched(open(planner.plan()), plan, "SFO")).containsExactly("San Francisco", 37.6);
    StagePlan one = StagePlan.of(spark, settings, contract, Set.of("origin_city", "delay_minutes"));
    assertThat(values(open(one).apply(record(2, event(OLDER, "a", 5, "SFO"))), one))
        .containsExactly(5, "San Francisco");
  }

  private List<Object> enriched(RecordStage stage, StagePlan plan, String origin)
      throws IOException {
    return values(stage.apply(record(2, event(OLDER, "a", 5, origin))), plan).subList(4, 6);
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
    registered.put(5, arrival);
    registered.put(6, second);
    StagePlan plan =
        plan(
            TestingContract.of(TOPIC, OLDER, arrival)
                .and("aviation.departure.v2", second)
                .contract());
    RecordStage stage = open(plan);

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
    registered.put(7, stranger);
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
    registered.put(8, wider);
    StagePlan before = plan(TestingContract.of(TOPIC, DEPARTURE).contract());
    StagePlan after = plan(TestingContract.of(TOPIC, wider).contract());

    assertThat(open(before).apply(record(8, event(wider, "a", 5L, "SFO"))).error())
        .isEqualTo(ErrorClass.INCOMPATIBLE_SCHEMA);
    RecordStage stage = open(after);
    assertThat(values(stage.apply(record(8, event(wider, "a", 1L << 40, "SFO"))), after).get(2))
        .isEqualTo(1L << 40);
    assertThat(values(stage.apply(record(1, event(DEPARTURE, "a", 5, "SFO"))), after).get(2))
        .isEqualTo(5L);
  }

  private StagePlan plan(PipelineContract contract) {
    return StagePlan.of(spark, settings, contract);
  }

  /** As a task has it: a plan that has travelled. */
  private RecordStage open(StagePlan plan) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(plan);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return ((PlannedStage) in.readObject()).open(id -> Optional.ofNullable(registered.get(id)));
    }
  }

  private static void assertRejected(Staged staged, ErrorClass error, String message) {
    assertThat(staged.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(staged.event()).isNull();
    assertThat(staged.error()).isEqualTo(error);
    assertThat(staged.message()).isEqualTo(message);
  }

  private static List<Object> values(Staged staged, StagePlan plan) {
    assertThat(staged.message()).isNull();
    StructType columns = plan.eventType();
    InternalRow row = staged.event();
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      Object value = row.isNullAt(i) ? null : row.get(i, columns.apply(i).dataType());
      values[i] = value instanceof Number || value == null ? value : value.toString();
    }
    return Arrays.asList(values);
  }

  private static Schema departure(String more) {
    return new Schema.Parser()
        .parse(
            """
            {"type": "record", "name": "Departure", "fields": [
              {"name": "event_id", "type": "string"},
              {"name": "scheduled_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "delay_minutes", "type": "int"},
              {"name": "origin", "type": "string"}%s]}
            """
                .formatted(more.isEmpty() ? "" : ", " + more));
  }

  /**
   * @param more names and values of further fields
   */
  private static GenericRecord event(
      Schema schema, @Nullable String id, Object delay, String origin, String... more) {
    GenericRecord event = new GenericData.Record(schema);
    event.put("event_id", id);
    event.put("scheduled_at", micros(NOON));
    event.put("delay_minutes", delay);
    event.put("origin", origin);
    for (int i = 0; i < more.length; i += 2) {
      event.put(more[i], more[i + 1]);
    }
    return event;
  }

  private static long micros(Instant instant) {
    return TimeUnit.SECONDS.toMicros(instant.getEpochSecond());
  }

  private static ConsumerRecord<byte[], byte[]> record(int schemaId, GenericRecord event)
      throws IOException {
    return record(value(schemaId, event));
  }

  private static ConsumerRecord<byte[], byte[]> record(@Nullable byte[] value) {
    return record(TOPIC, value);
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, @Nullable byte[] value) {
    return new ConsumerRecord<>(
        topic,
        0,
        7,
        NOON.toEpochMilli(),
        TimestampType.CREATE_TIME,
        -1,
        -1,
        null,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private static byte[] value(int schemaId, GenericRecord event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(schemaId).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(event.getSchema()).write(event, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
