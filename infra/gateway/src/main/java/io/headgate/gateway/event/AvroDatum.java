package io.headgate.gateway.event;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Avro records as bytes, without a header. */
final class AvroDatum {
  /** Of what a caller's bytes claim to hold; Avro believes any number by default. */
  private static final int MOST_ITEMS = 100_000;

  private static final int LONGEST_BYTES = 8 << 20;
  private static final String LIMITS = "org.apache.avro.limits.";

  static {
    // Read once, when Avro reads its first datum.
    System.setProperty(LIMITS + "collectionItems.maxLength", Integer.toString(MOST_ITEMS));
    System.setProperty(LIMITS + "bytes.maxLength", Integer.toString(LONGEST_BYTES));
    System.setProperty(LIMITS + "string.maxLength", Integer.toString(LONGEST_BYTES));
  }

  private AvroDatum() {}

  /** Reads a record that takes up all of the bytes. */
  static GenericRecord read(Schema schema, byte[] bytes) throws MalformedDatumException {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    try {
      GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
      if (decoder.isEnd()) {
        return record;
      }
    } catch (EOFException e) {
      throw new MalformedDatumException("it ends early");
    } catch (IOException | RuntimeException e) {
      // Whatever Avro makes of bytes that are none of its own.
      throw new MalformedDatumException("it is malformed: " + e.getMessage());
    } catch (StackOverflowError e) {
      throw new MalformedDatumException("it is nested too deep");
    }
    throw new MalformedDatumException("bytes are left over behind it");
  }

  static byte[] write(GenericRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
