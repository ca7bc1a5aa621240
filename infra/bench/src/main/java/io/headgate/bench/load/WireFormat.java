package io.headgate.bench.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Kafka values as clients of a schema registry write them: 0, schema id, Avro. Not thread-safe. */
final class WireFormat {
  private final byte[] header;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final GenericDatumWriter<GenericRecord> writer = new GenericDatumWriter<>();
  private BinaryEncoder encoder;

  WireFormat(int schemaId) {
    this.header = ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array();
  }

  byte[] encode(GenericRecord event) {
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
