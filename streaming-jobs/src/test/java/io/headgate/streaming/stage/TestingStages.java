package io.headgate.streaming.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.Settings;
import io.headgate.streaming.TestingPipeline;
import io.headgate.streaming.TestingPlatform;
import io.headgate.streaming.stage.Staged.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Record stages over registered schemas, and records for them. */
final class TestingStages {
  static final String TOPIC = "aviation.departure.v1";
  static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  static final String HASH_KEY = "0123456789abcdef0123456789abcdef";
  static final Schema DEPARTURE =
      departure("{\"name\": \"gate\", \"type\": [\"null\", \"string\"], \"default\": null}");
  static final Schema OLDER = departure("");
  static final Schema FOREIGN =
      new Schema.Parser()
          .parse(
              "{\"type\": \"record\", \"name\": \"Departure\", \"fields\": [{\"name\": \"event_id\", \"type\": \"long\"}]}");

  final SparkSession spark = TestingPlatform.shared().spark;
  final Settings settings =
      Settings.of(Map.of("registry.url", "http://127.0.0.1:1", "pii.hash-key", HASH_KEY));
  final Map<Integer, Schema> registered = new HashMap<>(Map.of(1, DEPARTURE, 2, OLDER, 3, FOREIGN));

  StagePlan plan(PipelineContract contract) {
    return StagePlan.of(spark, settings, contract);
  }

  /** As a task has it: a plan that has travelled. */
  RecordStage open(StagePlan plan) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(plan);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return ((PlannedStage) in.readObject()).open(id -> Optional.ofNullable(registered.get(id)));
    }
  }

  static void assertRejected(Staged staged, ErrorClass error, String message) {
    assertThat(staged.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(staged.event()).isNull();
    assertThat(staged.error()).isEqualTo(error);
    assertThat(staged.message()).isEqualTo(message);
  }

  static List<Object> values(Staged staged, StagePlan plan) {
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

  static Schema departure(String more) {
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
  static GenericRecord event(
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

  static long micros(Instant instant) {
    return TimeUnit.SECONDS.toMicros(instant.getEpochSecond());
  }

  static ConsumerRecord<byte[], byte[]> record(int schemaId, GenericRecord event) {
    return record(TestingPipeline.value(schemaId, event));
  }

  static ConsumerRecord<byte[], byte[]> record(@Nullable byte[] value) {
    return record(TOPIC, value);
  }

  static ConsumerRecord<byte[], byte[]> record(String topic, @Nullable byte[] value) {
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
}
