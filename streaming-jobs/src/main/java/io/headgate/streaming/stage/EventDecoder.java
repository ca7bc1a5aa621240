package io.headgate.streaming.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Decodes Kafka values (magic byte 0, schema id as 4 bytes big-endian, Avro binary) with their
 * writer schema into one reader schema. Never throws for what a producer sent. Not thread-safe: it
 * reuses the record that it returns.
 */
final class EventDecoder {
  private static final int HEADER_BYTES = 5;

  static {
    // A damaged length prefix must not make the reader allocate gigabytes; no Kafka record is as
    // large as this. Avro reads the limits once, when it first decodes.
    String longestBytes = String.valueOf(64 * 1024 * 1024);
    System.setProperty("org.apache.avro.limits.string.maxLength", longestBytes);
    System.setProperty("org.apache.avro.limits.bytes.maxLength", longestBytes);
    System.setProperty("org.apache.avro.limits.collectionItems.maxLength", "1000000");
  }

  private final Schema readerSchema;
  private final WriterSchemas writerSchemas;
  private final Map<Integer, Reading> readings = new HashMap<>();
  @Nullable private BinaryDecoder bytes;
  @Nullable private GenericRecord reused;

  EventDecoder(Schema readerSchema, WriterSchemas writerSchemas) {
    this.readerSchema = readerSchema;
    this.writerSchemas = writerSchemas;
  }

  Decoded decode(@Nullable byte[] value) {
    if (value == null || value.length == 0) {
      return Decoded.failed(null, ErrorClass.EMPTY_VALUE, "The record has no value.");
    }
    if (value.length < HEADER_BYTES || value[0] != 0) {
      return Decoded.failed(
          null,
          ErrorClass.NOT_AVRO,
          "The value of "
              + value.length
              + " bytes does not begin with a zero byte and a schema id.");
    }
    int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    Optional<Reading> reading = reading(id);
    if (reading.isEmpty()) {
      return Decoded.failed(
          id, ErrorClass.UNKNOWN_SCHEMA, "The registry knows no schema with id " + id + ".");
    }
    if (reading.get().conflict() != null) {
      return Decoded.failed(id, ErrorClass.INCOMPATIBLE_SCHEMA, reading.get().conflict());
    }
    return read(id, reading.get().reader(), value);
  }

  private Decoded read(int id, GenericDatumReader<GenericRecord> reader, byte[] value) {
    bytes =
        DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, bytes);
    try {
      GenericRecord event = reader.read(reused, bytes);
      reused = event;
      return bytes.isEnd()
          ? Decoded.event(event, id)
          : Decoded.failed(
              id, ErrorClass.UNDECODABLE, "Bytes follow the record of schema " + id + ".");
    } catch (IOException | RuntimeException e) {
      // A half-filled record must not lend its fields to the next one.
      reused = null;
      return Decoded.failed(
          id,
          ErrorClass.UNDECODABLE,
          "The bytes are no record of schema %d: %s.".formatted(id, e.getClass().getSimpleName()));
    }
  }

  private Optional<Reading> reading(int id) {
    Reading reading = readings.get(id);
    if (reading != null) {
      return Optional.of(reading);
    }
    Optional<Reading> found =
        writerSchemas.find(id).map(writer -> Reading.of(id, writer, readerSchema));
    found.ifPresent(made -> readings.put(id, made));
    return found;
  }

  /**
   * How a writer schema is read.
   *
   * @param reader null when it cannot be
   * @param conflict why it cannot be, or null
   */
  private record Reading(
      @Nullable GenericDatumReader<GenericRecord> reader, @Nullable String conflict) {

    static Reading of(int id, Schema writer, Schema reader) {
      SchemaPairCompatibility pair =
          SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
      if (pair.getType() == SchemaCompatibilityType.COMPATIBLE) {
        return new Reading(new GenericDatumReader<>(writer, reader), null);
      }
      var reasons =
          pair.getResult().getIncompatibilities().stream()
              .map(reason -> reason.getType() + " at " + reason.getLocation())
              .toList();
      return new Reading(
          null,
          "Schema %d cannot be read as the contract's schema: %s."
              .formatted(id, String.join(", ", reasons)));
    }
  }
}
