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
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.streaming.stage.Staged.Verdict;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Records that are no events of the contract. */
class BadRecordTest {
  private final TestingStages stages = new TestingStages();

  @Test
  void everyKindOfBadRecordIsRejectedWithItsReason() throws Exception {
    RecordStage stage = stages.open(stages.plan(TestingContract.of(TOPIC, DEPARTURE).contract()));
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
    RecordStage stage = stages.open(stages.plan(TestingContract.of(TOPIC, DEPARTURE).contract()));
    ConsumerRecord<byte[], byte[]> record = record(9, event(DEPARTURE, "a", 5, "SFO"));
    assertThat(stage.apply(record).error()).isEqualTo(ErrorClass.UNKNOWN_SCHEMA);

    stages.registered.put(9, DEPARTURE);

    assertThat(stage.apply(record).verdict()).isEqualTo(Verdict.VALID);
  }

  @Test
  void aLengthOfGigabytesIsUndecodableAndAllocatesNothing() throws Exception {
    RecordStage stage = stages.open(stages.plan(TestingContract.of(TOPIC, DEPARTURE).contract()));
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
    RecordStage stage = stages.open(stages.plan(TestingContract.of(TOPIC, DEPARTURE).contract()));
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
    stages.registered.put(4, schema);
    RecordStage stage = stages.open(stages.plan(TestingContract.of(TOPIC, schema).contract()));

    assertRejected(
        stage.apply(record(4, event(schema, null, 5, "SFO"))),
        ErrorClass.RULE_BROKEN,
        "Field event_id is null.");
  }
}
