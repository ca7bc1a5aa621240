package io.headgate.streaming.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class EventDecoderTest {
  private static final Schema READER =
      SchemaBuilder.record("Departure")
          .fields()
          .requiredString("event_id")
          .requiredInt("delay_minutes")
          .name("gate")
          .type()
          .unionOf()
          .nullType()
          .and()
          .stringType()
          .endUnion()
          .nullDefault()
          .endRecord();

  private static final Schema OLDER =
      SchemaBuilder.record("Departure")
          .fields()
          .requiredString("event_id")
          .requiredInt("delay_minutes")
          .endRecord();

  private static final Schema FOREIGN =
      SchemaBuilder.record("Departure").fields().requiredLong("event_id").endRecord();

  private final Map<Integer, Schema> registered =
      new HashMap<>(Map.of(1, READER, 2, OLDER, 3, FOREIGN));
  private final EventDecoder decoder =
      new EventDecoder(READER, id -> Optional.ofNullable(registered.get(id)));

  @Test
  void anEventIsReadInItsOwnSchema() throws IOException {
    Decoded decoded = decoder.decode(value(1, departure(READER, "a", 5, "B7")));

    assertThat(decoded.error()).isNull();
    assertThat(decoded.schemaId()).isEqualTo(1);
    assertThat(decoded.event().get("delay_minutes")).isEqualTo(5);
    assertThat(decoded.event().get("gate")).hasToString("B7");
  }

  @Test
  void anEventOfAnOlderSchemaGetsTheDefaults() throws IOException {
    GenericRecord older =
        new GenericRecordBuilder(OLDER).set("event_id", "a").set("delay_minutes", 5).build();

    Decoded decoded = decoder.decode(value(2, older));

    assertThat(decoded.event().get("event_id")).hasToString("a");
    assertThat(decoded.event().get("gate")).isNull();
  }

  @Test
  void aValueOfNoBytesIsEmpty() {
    assertFailed(decoder.decode(null), null, ErrorClass.EMPTY_VALUE, "The record has no value.");
    assertFailed(
        decoder.decode(new byte[0]), null, ErrorClass.EMPTY_VALUE, "The record has no value.");
  }

  @Test
  void aValueWithoutTheWireHeaderIsNotAvro() {
    assertFailed(
        decoder.decode(new byte[] {0, 0, 0, 1}),
        null,
        ErrorClass.NOT_AVRO,
        "The value of 4 bytes does not begin with a zero byte and a schema id.");
    assertThat(decoder.decode("{\"origin\":\"SFO\"}".getBytes(UTF_8)).error())
        .isEqualTo(ErrorClass.NOT_AVRO);
  }

  @Test
  void anIdThatNobodyRegisteredIsUnknownUntilItIs() throws IOException {
    byte[] value = value(9, departure(READER, "a", 5, null));

    assertFailed(
        decoder.decode(value),
        9,
        ErrorClass.UNKNOWN_SCHEMA,
        "The registry knows no schema with id 9.");
    registered.put(9, READER);
    assertThat(decoder.decode(value).error()).isNull();
  }

  @Test
  void everyTruncationIsUndecodable() throws IOException {
    byte[] value = value(1, departure(READER, "event", 500, "B7"));

    for (int length = 5; length < value.length; length++) {
      Decoded decoded = decoder.decode(Arrays.copyOf(value, length));
      assertThat(decoded.error()).as("%d bytes", length).isEqualTo(ErrorClass.UNDECODABLE);
      assertThat(decoded.message()).startsWith("The bytes are no record of schema 1: ");
    }
    assertThat(decoder.decode(value).error()).isNull();
  }

  @Test
  void bytesBehindTheRecordAreUndecodable() throws IOException {
    byte[] value = value(1, departure(READER, "a", 5, null));

    assertFailed(
        decoder.decode(Arrays.copyOf(value, value.length + 1)),
        1,
        ErrorClass.UNDECODABLE,
        "Bytes follow the record of schema 1.");
  }

  @Test
  void aLengthOfGigabytesIsUndecodableAndAllocatesNothing() throws IOException {
    for (long length : new long[] {2_000_000_000L, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(new byte[] {0, 0, 0, 0, 1});
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      encoder.writeLong(length);
      encoder.flush();

      Decoded decoded = decoder.decode(bytes.toByteArray());

      assertThat(decoded.error()).as("%d", length).isEqualTo(ErrorClass.UNDECODABLE);
      assertThat(decoded.message()).doesNotContain("OutOfMemory", "EOF");
    }
  }

  @Test
  void aSchemaThatCannotBeReadAsTheContractsIsIncompatible() throws IOException {
    GenericRecord foreign = new GenericRecordBuilder(FOREIGN).set("event_id", 7L).build();

    Decoded decoded = decoder.decode(value(3, foreign));

    assertThat(decoded.error()).isEqualTo(ErrorClass.INCOMPATIBLE_SCHEMA);
    assertThat(decoded.message())
        .isEqualTo(
            "Schema 3 cannot be read as the contract's schema: TYPE_MISMATCH at /fields/0/type, "
                + "READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1.");
  }

  private static void assertFailed(
      Decoded decoded, Integer schemaId, ErrorClass error, String message) {
    assertThat(decoded).isEqualTo(Decoded.failed(schemaId, error, message));
  }

  private static GenericRecord departure(Schema schema, String id, int delay, String gate) {
    return new GenericRecordBuilder(schema)
        .set("event_id", id)
        .set("delay_minutes", delay)
        .set("gate", gate)
        .build();
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
