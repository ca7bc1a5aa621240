package io.headgate.local.deadletters;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** An event on the wire: a zero byte, the schema id, the datum. */
final class Event {
  static final Instant SCHEDULED_AT = Instant.parse("2026-11-19T23:59:30Z");
  static final String SCHEMA =
      """
      {"type": "record", "name": "Departure", "namespace": "io.headgate.aviation", "fields": [
        {"name": "event_id", "type": "string"},
        {"name": "scheduled_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "origin", "type": "string"}]}
      """;

  private Event() {}

  static byte[] bytes(int schemaId, String eventId) {
    Schema schema = new Schema.Parser().parse(SCHEMA);
    GenericRecord event = new GenericData.Record(schema);
    event.put("event_id", eventId);
    event.put("scheduled_at", ChronoUnit.MICROS.between(Instant.EPOCH, SCHEDULED_AT));
    event.put("origin", "???");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(schema).write(event, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
