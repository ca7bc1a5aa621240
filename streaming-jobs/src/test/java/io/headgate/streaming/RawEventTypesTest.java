package io.headgate.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.apply.Plan;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.contract.RuleAction;
import io.headgate.platform.contract.Sla;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.Outbox;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.streaming.raw.RawIngest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Two kinds of event in one topic, with filter, warnings and columns that are no plain values. */
class RawEventTypesTest {
  private static final String NAME = "movements";
  private static final String TOPIC = "aviation.movement.v1";
  private static final byte[] KEY = {'k'};
  private static final long DAY_5 =
      Instant.parse("2026-01-05T12:00:00Z").getEpochSecond() * 1_000_000;
  private static final long DAY_6 =
      Instant.parse("2026-01-06T00:00:00Z").getEpochSecond() * 1_000_000;

  private static final Schema DEPARTURE = common("Departure").requiredInt("delay").endRecord();
  private static final Schema ARRIVAL =
      common("Arrival")
          .requiredLong("delay")
          .name("tags")
          .type(Schema.createArray(Schema.create(Schema.Type.STRING)))
          .noDefault()
          .name("fare")
          .type(LogicalTypes.decimal(9, 2).addToSchema(Schema.create(Schema.Type.BYTES)))
          .noDefault()
          .endRecord();

  private final TestingPlatform platform = TestingPlatform.shared();

  @Test
  void eachEventIsInThePartitionOfItsDayAndTypeAndTheLedgerCountsWhatBecameOfAll()
      throws Exception {
    PipelineVersion version = applied();
    int departure = schemaId("Departure");
    int arrival = schemaId("Arrival");
    send(
        TestingPipeline.value(departure, departure("d0", DAY_5, 1)),
        TestingPipeline.value(arrival, arrival("a1", DAY_5, 5_000_000_000L, "12.34")),
        TestingPipeline.value(departure, departure("d2", DAY_6 - 1, 99)),
        TestingPipeline.value(departure, departure("d3", DAY_6, -1)),
        new byte[] {1, 2, 3},
        TestingPipeline.value(arrival, arrival("a5", DAY_6, 2, "0.05")));
    StreamContext context =
        new StreamContext(
            platform.spark, platform.settings(NAME), version, Faults.NONE, Clock.systemUTC());
    Outbox ledger = context.ledger(RawIngest.folder(context.contract()));
    try (RunningQuery query = RunningQuery.start(new RawIngest(context, ledger), ledger)) {
      query.processAll();
    }

    List<Row> raw = platform.spark.table("lake.raw." + NAME).orderBy("_offset").collectAsList();
    assertThat(raw)
        .extracting(
            row ->
                "%s %s %s %s %s %s"
                    .formatted(
                        row.getAs("event_id"),
                        row.getAs("_event_type"),
                        row.getAs("event_date"),
                        row.getAs("delay"),
                        row.getAs("tags") == null ? null : row.getList(row.fieldIndex("tags")),
                        row.<BigDecimal>getAs("fare")))
        .containsExactly(
            "d0 departure 2026-01-05 1 null null",
            "a1 arrival 2026-01-05 5000000000 [x, y] 12.34",
            "d2 departure 2026-01-05 99 null null",
            "a5 arrival 2026-01-06 2 [x, y] 0.05");
    assertThat(
            platform
                .spark
                .sql("SELECT partition FROM lake.raw." + NAME + ".partitions")
                .collectAsList())
        .hasSize(3);
    await()
        .untilAsserted(
            () ->
                assertThat(platform.registry.client().ledger("raw." + NAME))
                    .filteredOn(row -> row.rowsIn() > 0)
                    .hasSize(1));
    LedgerRow row =
        platform.registry.client().ledger("raw." + NAME).stream()
            .filter(each -> each.rowsIn() > 0)
            .findFirst()
            .orElseThrow();
    assertThat(List.of(row.rowsIn(), row.rowsValid(), row.rowsQuarantined(), row.rowsFiltered()))
        .containsExactly(6L, 4L, 1L, 1L);
    assertThat(row.partitionRows())
        .isEqualTo(Map.of("event_date=2026-01-05", 3L, "event_date=2026-01-06", 1L));
    assertThat(row.errors()).isEqualTo(Map.of("NOT_AVRO", 1L));
    assertThat(row.warnings()).isEqualTo(Map.of("on_time", 2L));
    assertThat(letterHeaders()).startsWith("trace=abc", "headgate.topic=" + TOPIC);
  }

  private PipelineVersion applied() {
    Plan unused = platform.apply(contract());
    return platform.registry.client().pipeline(NAME).orElseThrow();
  }

  private static PipelineContract contract() {
    return new PipelineContract(
        NAME,
        "aviation",
        List.of(
            new Source(
                TOPIC,
                List.of(
                    new EventType("departure", DEPARTURE.toString()),
                    new EventType("arrival", ARRIVAL.toString())),
                1,
                (short) 1)),
        "event_id",
        new EventTime("at", Duration.ofHours(36), Duration.ofHours(1)),
        Delivery.AT_LEAST_ONCE,
        "delay >= 0",
        List.of(new Rule("on_time", "delay < 50", RuleAction.WARN)),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new Retention(Duration.ofDays(7), Duration.ofDays(7)),
        new Sla(Duration.ofHours(6)),
        0.9);
  }

  private int schemaId(String record) {
    return platform.registry.client().schemas().latest(TOPIC, record).orElseThrow().schemaId();
  }

  private void send(byte[]... values) {
    platform.send(
        Arrays.stream(values)
            .map(
                value ->
                    new ProducerRecord<>(
                        TOPIC,
                        0,
                        KEY,
                        value,
                        List.<Header>of(new RecordHeader("trace", new byte[] {'a', 'b', 'c'}))))
            .toList());
  }

  private List<String> letterHeaders() {
    Row letter =
        platform
            .spark
            .read()
            .format("kafka")
            .option("kafka.bootstrap.servers", platform.kafka.bootstrapServers())
            .option("subscribe", TOPIC + ".dlq")
            .option("includeHeaders", "true")
            .load()
            .head();
    return letter.<Row>getList(letter.fieldIndex("headers")).stream()
        .map(header -> header.getString(0) + "=" + new String(header.<byte[]>getAs(1), UTF_8))
        .toList();
  }

  private static GenericRecord departure(String id, long at, int delay) {
    return new GenericRecordBuilder(DEPARTURE)
        .set("event_id", id)
        .set("at", at)
        .set("delay", delay)
        .build();
  }

  private static GenericRecord arrival(String id, long at, long delay, String fare) {
    BigInteger cents = new BigDecimal(fare).unscaledValue();
    return new GenericRecordBuilder(ARRIVAL)
        .set("event_id", id)
        .set("at", at)
        .set("delay", delay)
        .set("tags", List.of("x", "y"))
        .set("fare", ByteBuffer.wrap(cents.toByteArray()))
        .build();
  }

  private static SchemaBuilder.FieldAssembler<Schema> common(String name) {
    return SchemaBuilder.record(name)
        .fields()
        .requiredString("event_id")
        .name("at")
        .type(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)))
        .noDefault();
  }
}
