package io.headgate.streaming;

import io.headgate.platform.apply.Plan;
import io.headgate.platform.clickhouse.ClickHouse;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Delivery;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Retention;
import io.headgate.platform.contract.Rule;
import io.headgate.platform.contract.Sla;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.PipelineVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.annotation.Nullable;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.Row;

/** A pipeline of flights under a name of its own, applied, with topics and tables. */
public final class TestingPipeline {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int PARTITIONS = 2;
  private static final Rule RULE =
      new Rule("delay_is_plausible", "delay_minutes BETWEEN -1440 AND 2880");

  static final Schema EVENT =
      SchemaBuilder.record("Departure")
          .fields()
          .requiredString("event_id")
          .name("scheduled_at")
          .type(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)))
          .noDefault()
          .requiredInt("delay_minutes")
          .requiredString("origin")
          .endRecord();

  final TestingPlatform platform = TestingPlatform.shared();
  final String name = "flights_" + COUNT.incrementAndGet();
  final String topic = "aviation." + name + ".v1";
  final String aggregateName = "departures_of_" + name;
  final int schemaId;
  final PipelineVersion version;

  TestingPipeline() {
    Plan unused = platform.apply(contract(RULE, EVENT));
    version = platform.registry.client().pipeline(name).orElseThrow();
    schemaId = platform.registry.client().schemas().latest(topic).orElseThrow().schemaId();
  }

  /** The pipeline with another rule, as if it were applied. */
  PipelineVersion versionWith(Rule rule) {
    return new PipelineVersion(
        version.pipelineId(),
        name,
        version.version() + 1,
        version.createdAt(),
        version.firstAppliedAt(),
        contract(rule, EVENT));
  }

  /** Applies the pipeline with another schema. */
  PipelineVersion apply(Schema schema) {
    Plan unused = platform.apply(contract(RULE, schema));
    return platform.registry.client().pipeline(name).orElseThrow();
  }

  private PipelineContract contract(Rule rule, Schema schema) {
    return new PipelineContract(
        name,
        "aviation",
        List.of(Source.of(topic, schema.toString(), PARTITIONS, (short) 1)),
        "event_id",
        new EventTime("scheduled_at", Duration.ofHours(36), Duration.ofHours(1)),
        Delivery.EXACTLY_ONCE,
        null,
        List.of(rule),
        List.of(),
        List.of(),
        List.of(new Aggregate(aggregateName, aggregateSql(), List.of("origin"))),
        List.of(),
        new Retention(Duration.ofDays(7), Duration.ofDays(7)),
        new Sla(Duration.ofHours(6)),
        0.9);
  }

  private static String aggregateSql() {
    return """
        SELECT window.start AS window_start, window.end AS window_end, origin,
          count(*) AS flights, avg(delay_minutes) AS average_delay_minutes
        FROM events GROUP BY window(scheduled_at, '1 hour'), origin
        """;
  }

  /** A driver with its checkpoints in a folder of this name. */
  StreamContext context(String checkpoints, Faults faults) {
    return context(checkpoints, version, faults);
  }

  StreamContext context(String checkpoints, PipelineVersion pipeline, Faults faults) {
    return new StreamContext(
        platform.spark, platform.settings(checkpoints), pipeline, faults, Clock.systemUTC());
  }

  int register(Schema schema) {
    return register(topic, schema);
  }

  /** As the apply of another pipeline does that reads the topic. */
  int registerByApply(Schema schema) {
    return platform
        .registry
        .client()
        .schemas()
        .register(topic, null, schema.toString(), Compatibility.BACKWARD, name + "_twin")
        .schemaId();
  }

  /** As a producer does whose schema the topic's subject would refuse: an id is one everywhere. */
  int registerElsewhere(Schema schema) {
    return register("elsewhere." + topic, schema);
  }

  private int register(String topic, Schema schema) {
    return platform
        .registry
        .client()
        .schemas()
        .register(topic, schema.toString(), Compatibility.NONE)
        .schemaId();
  }

  static GenericRecord departure(String id, Instant scheduledAt, int delay, String origin) {
    return new GenericRecordBuilder(EVENT)
        .set("event_id", id)
        .set("scheduled_at", TimeUnit.SECONDS.toMicros(scheduledAt.getEpochSecond()))
        .set("delay_minutes", delay)
        .set("origin", origin)
        .build();
  }

  byte[] value(GenericRecord event) {
    return value(schemaId, event);
  }

  /** A value as producers with a registry write it: a zero byte, the schema id, the event. */
  public static byte[] value(int schemaId, GenericRecord event) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(0);
      bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(schemaId).array());
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(event.getSchema()).write(event, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends to partition 0, in order; returns when the broker has all. */
  void send(List<byte[]> values) {
    send(0, values);
  }

  /** As {@link #send(List)}, to another partition. */
  void send(int partition, List<byte[]> values) {
    byte[] key = "SFO".getBytes(StandardCharsets.UTF_8);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (@Nullable byte[] value : values) {
      records.add(new ProducerRecord<>(topic, partition, key, value));
    }
    platform.send(records);
  }

  List<Row> raw() {
    return platform.spark.table("lake.raw." + name).orderBy("_offset").collectAsList();
  }

  List<Row> quarantine() {
    return platform.spark.table("lake.quarantine." + name).orderBy("_offset").collectAsList();
  }

  List<Row> deadLetters() {
    return platform
        .spark
        .read()
        .format("kafka")
        .option("kafka.bootstrap.servers", platform.kafka.bootstrapServers())
        .option("subscribe", topic + ".dlq")
        .option("includeHeaders", "true")
        .load()
        .orderBy("partition", "offset")
        .collectAsList();
  }

  /** Provisional windows as {@code window_start origin flights}, in order. */
  List<String> windows() {
    try (ClickHouse clickHouse = ClickHouse.open(platform.settings("none"))) {
      return clickHouse.query(
          "SELECT concat(toString(window_start), ' ', origin, ' ', toString(flights)) FROM serving.%s FINAL ORDER BY 1"
              .formatted(aggregateName),
          row -> row.getString(1));
    }
  }
}
