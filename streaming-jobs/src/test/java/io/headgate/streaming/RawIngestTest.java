package io.headgate.streaming;

import static io.headgate.streaming.TestingPipeline.departure;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.contract.Rule;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.streaming.raw.RawIngest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RawIngestTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  private final TestingPipeline pipeline = new TestingPipeline();

  @Test
  @Tag("bucket")
  void everyKindOfBadRecordIsQuarantinedWithItsReasonAndTheStreamGoesOn() throws Exception {
    Schema foreign =
        SchemaBuilder.record("Departure").fields().requiredLong("event_id").endRecord();
    int foreignId = pipeline.registerElsewhere(foreign);
    byte[] good = pipeline.value(departure("a", NOON, 5, "SFO"));
    List<byte[]> values =
        Arrays.asList(
            good,
            null,
            new byte[0],
            "hello, world".getBytes(UTF_8),
            TestingPipeline.value(999_999, departure("b", NOON, 5, "SFO")),
            Arrays.copyOf(good, good.length - 2),
            TestingPipeline.value(
                foreignId, new GenericRecordBuilder(foreign).set("event_id", 7L).build()),
            pipeline.value(departure("c", NOON, -5000, "SFO")),
            pipeline.value(departure("d", Instant.parse("9999-12-31T23:59:59Z"), 5, "SFO")),
            pipeline.value(departure("e", Instant.now().plus(Duration.ofMinutes(59)), 5, "SFO")),
            pipeline.value(departure("f", Instant.now().plus(Duration.ofMinutes(61)), 5, "SFO")),
            good);
    pipeline.send(values);

    try (RunningQuery query = start("bad", Faults.NONE)) {
      query.processAll();
      pipeline.send(List.of(pipeline.value(departure("g", NOON, 7, "SFO"))));
      query.processAll();
    }

    assertThat(pipeline.raw())
        .extracting(row -> row.<Long>getAs("_offset"), row -> row.<String>getAs("event_id"))
        .containsExactly(tuple(0L, "a"), tuple(9L, "e"), tuple(11L, "a"), tuple(12L, "g"));
    List<Row> quarantined = pipeline.quarantine();
    assertThat(quarantined)
        .extracting(row -> row.getAs("_offset") + " " + row.getAs("_error_class"))
        .containsExactly(
            "1 EMPTY_VALUE",
            "2 EMPTY_VALUE",
            "3 NOT_AVRO",
            "4 UNKNOWN_SCHEMA",
            "5 UNDECODABLE",
            "6 INCOMPATIBLE_SCHEMA",
            "7 RULE_BROKEN",
            "8 EVENT_TIME_AHEAD",
            "10 EVENT_TIME_AHEAD");
    assertThat(quarantined.get(6).<String>getAs("_error_message"))
        .isEqualTo("Rule delay_is_plausible does not hold: delay_minutes BETWEEN -1440 AND 2880");
    for (Row row : quarantined) {
      assertThat(row.<byte[]>getAs("_value"))
          .isEqualTo(values.get(Math.toIntExact(row.<Long>getAs("_offset"))));
      assertThat(row.<byte[]>getAs("_key")).isEqualTo("SFO".getBytes(UTF_8));
    }
    assertDeadLettersAre(quarantined);
  }

  private void assertDeadLettersAre(List<Row> quarantined) {
    List<Row> letters = pipeline.deadLetters();
    assertThat(letters).hasSameSizeAs(quarantined);
    for (int i = 0; i < letters.size(); i++) {
      Row letter = letters.get(i);
      Row expected = quarantined.get(i);
      assertThat(letter.<byte[]>getAs("value")).isEqualTo(expected.<byte[]>getAs("_value"));
      assertThat(letter.<byte[]>getAs("key")).isEqualTo(expected.<byte[]>getAs("_key"));
      assertThat(headers(letter))
          .containsExactly(
              "headgate.topic=" + pipeline.topic,
              "headgate.partition=0",
              "headgate.offset=" + expected.getAs("_offset"),
              "headgate.timestamp=" + expected.<Instant>getAs("_broker_at").toEpochMilli(),
              "headgate.error-class=" + expected.getAs("_error_class"),
              "headgate.error-message=" + expected.getAs("_error_message"));
    }
  }

  private static List<String> headers(Row letter) {
    return letter.<Row>getList(letter.fieldIndex("headers")).stream()
        .map(header -> header.getString(0) + "=" + new String(header.<byte[]>getAs(1), UTF_8))
        .toList();
  }

  @Test
  void theHeadersOfARefusedRecordAreKeptInTheirOrder() throws Exception {
    byte[] binary = {0, -1, (byte) 0xC3};
    ProducerRecord<byte[], byte[]> refused =
        new ProducerRecord<>(pipeline.topic, 0, new byte[] {7}, new byte[] {1, 2, 3});
    refused.headers().add("trace", binary).add("nothing", null).add("trace", new byte[0]);
    pipeline.platform.send(List.of(refused));

    try (RunningQuery query = start("headers", Faults.NONE)) {
      query.processAll();
    }

    Row row = pipeline.quarantine().get(0);
    assertThat(row.<Row>getList(row.fieldIndex("_headers")))
        .extracting(header -> header.getString(0), header -> header.<byte[]>getAs(1))
        .containsExactly(
            tuple("trace", binary), tuple("nothing", null), tuple("trace", new byte[0]));
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultPoint.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"BEFORE_WINDOWS_INSERT", "AFTER_WINDOWS_INSERT"})
  void aBatchThatDiedAnywhereIsReplayedWithoutLossAndWithoutDoubles(FaultPoint place)
      throws Exception {
    pipeline.send(mixed(0, 20));
    try (RunningQuery query = start("replay", dieAt(place))) {
      query.awaitFailure();
    }
    pipeline.send(mixed(20, 10));

    try (RunningQuery query = start("replay", Faults.NONE)) {
      query.processAll();
    }

    assertEachOffsetIsInOneTable(30);
    assertLedgerBalances(30);
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultPoint.class,
      names = {"AFTER_RAW_COMMIT", "AFTER_QUARANTINE_COMMIT"})
  void aLostCheckpointNeitherLosesNorDoubles(FaultPoint place) throws Exception {
    pipeline.send(mixed(0, 20));
    try (RunningQuery query = start("lost", dieAt(place))) {
      query.awaitFailure();
    }
    pipeline.send(mixed(20, 10));

    try (RunningQuery query = start("new", Faults.NONE)) {
      query.processAll();
    }

    assertEachOffsetIsInOneTable(30);
    assertLedgerBalances(30);
  }

  @Test
  void aRecordThatWasRefusedStaysInQuarantineWhenTheReplayJudgesByAnotherRule() throws Exception {
    pipeline.send(
        List.of(
            pipeline.value(departure("a", NOON, 5, "SFO")),
            pipeline.value(departure("b", NOON, 3000, "SFO"))));
    try (RunningQuery query = start("rule", dieAt(FaultPoint.AFTER_RAW_COMMIT))) {
      query.awaitFailure();
    }

    PipelineVersion looser =
        pipeline.versionWith(new Rule("delay_is_plausible", "delay_minutes BETWEEN 10 AND 4000"));
    Outbox ledger = ledger("rule");
    StreamContext context = pipeline.context("rule", looser, Faults.NONE);
    try (RunningQuery query = RunningQuery.start(new RawIngest(context, ledger), ledger)) {
      query.processAll();
    }

    assertThat(pipeline.raw()).extracting(row -> row.getAs("event_id")).containsExactly("a");
    assertThat(pipeline.quarantine())
        .extracting(row -> row.getAs("_offset") + " " + row.getAs("_error_class"))
        .containsExactly("1 REFUSED_EARLIER");
  }

  @Test
  void aRegistryThatIsDownStopsNothingAndDeadLettersNothing() throws Exception {
    TestingRegistry registry = pipeline.platform.registry;
    Schema evolved =
        SchemaBuilder.record("Departure")
            .fields()
            .requiredString("event_id")
            .name("scheduled_at")
            .type(TestingPipeline.EVENT.getField("scheduled_at").schema())
            .noDefault()
            .requiredInt("delay_minutes")
            .requiredString("origin")
            .optionalString("gate_of_" + pipeline.name)
            .endRecord();
    int evolvedId = pipeline.register(evolved);
    byte[] value =
        TestingPipeline.value(
            evolvedId,
            new GenericRecordBuilder(evolved)
                .set("event_id", "a")
                .set("scheduled_at", 0L)
                .set("delay_minutes", 1)
                .set("origin", "SFO")
                .build());

    try (RunningQuery query = start("down", Faults.NONE)) {
      registry.close();
      try {
        pipeline.send(List.of(value));
        await()
            .during(Duration.ofSeconds(4))
            .atMost(Duration.ofSeconds(60))
            .until(() -> query.isInABatch() && pipeline.raw().isEmpty());
      } finally {
        registry.restart();
      }
      query.processAll();
    }

    assertThat(pipeline.raw()).hasSize(1);
    assertThat(pipeline.quarantine()).isEmpty();
    assertThat(pipeline.deadLetters()).isEmpty();
  }

  /** Every fifth record is no Avro; the others are of two days. */
  private List<byte[]> mixed(int from, int count) {
    List<byte[]> values = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      Instant time = NOON.plus(Duration.ofDays(i % 2));
      values.add(
          i % 5 == 0 ? new byte[] {1, 2, 3} : pipeline.value(departure("e" + i, time, i, "SFO")));
    }
    return values;
  }

  private void assertEachOffsetIsInOneTable(int count) {
    List<Long> offsets = new ArrayList<>();
    pipeline.raw().forEach(row -> offsets.add(row.getAs("_offset")));
    int valid = offsets.size();
    pipeline.quarantine().forEach(row -> offsets.add(row.getAs("_offset")));
    assertThat(offsets)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(Long::valueOf).toList());
    assertThat(valid).isEqualTo(count / 5 * 4);
    assertThat(pipeline.deadLetters())
        .extracting(RawIngestTest::headers)
        .hasSizeGreaterThanOrEqualTo(count / 5);
  }

  private void assertLedgerBalances(int count) {
    RegistryClient registry = pipeline.platform.registry.client();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(registry.partitions("raw." + pipeline.name))
                    .extracting(Partition::partitionKey, Partition::rowCount)
                    .containsExactlyInAnyOrder(
                        tuple("event_date=2026-01-05", count / 5 * 2L),
                        tuple("event_date=2026-01-06", count / 5 * 2L)));
    assertThat(registry.dataset("raw." + pipeline.name).map(Dataset::frontier)).isPresent();
  }

  private static Faults dieAt(FaultPoint place) {
    return point -> {
      if (point == place) {
        throw new IllegalStateException("died at " + place.label());
      }
    };
  }

  private Outbox ledger(String checkpoints) {
    StreamContext context = pipeline.context(checkpoints, Faults.NONE);
    return context.ledger(RawIngest.folder(context.contract()));
  }

  private RunningQuery start(String checkpoints, Faults faults) throws Exception {
    Outbox ledger = ledger(checkpoints);
    return RunningQuery.start(new RawIngest(pipeline.context(checkpoints, faults), ledger), ledger);
  }
}
