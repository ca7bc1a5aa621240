package io.headgate.local.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Writes Avro records as any client of a Confluent-compatible registry does: a zero byte, the
 * schema id, the datum. Not thread-safe.
 */
public final class WireFormat {
  private static final byte MAGIC = 0;

  private final GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private final byte[] header;
  private BinaryEncoder encoder;

  public WireFormat(int schemaId) {
    this.header = ByteBuffer.allocate(5).put(MAGIC).putInt(schemaId).array();
  }

  public byte[] encode(GenericRecord event) {
    bytes.reset();
    bytes.writeBytes(header);
    encoder = EncoderFactory.get().directBinaryEncoder(bytes, encoder);
    writer.setSchema(event.getSchema());
    try {
      writer.write(event, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
