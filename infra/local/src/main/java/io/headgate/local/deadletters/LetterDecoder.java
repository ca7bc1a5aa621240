package io.headgate.local.deadletters;

import io.headgate.platform.registry.RegistryClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Conversion;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Decodes values with their writer schema as far as that is possible now. */
final class LetterDecoder {
  private static final int HEADER_BYTES = 5;

  static {
    // A damaged length prefix must not make the reader allocate gigabytes. Avro reads the limits
    // once, when it first decodes.
    String longestBytes = String.valueOf(64 * 1024 * 1024);
    System.setProperty("org.apache.avro.limits.string.maxLength", longestBytes);
    System.setProperty("org.apache.avro.limits.bytes.maxLength", longestBytes);
    System.setProperty("org.apache.avro.limits.collectionItems.maxLength", "1000000");
  }

  private final RegistryClient registry;
  private final GenericData data = new GenericData();
  private final Map<Integer, Optional<Schema>> schemas = new HashMap<>();

  LetterDecoder(RegistryClient registry) {
    this.registry = registry;
    for (Conversion<?> conversion :
        new Conversion<?>[] {
          new TimeConversions.DateConversion(),
          new TimeConversions.TimestampMillisConversion(),
          new TimeConversions.TimestampMicrosConversion(),
          new TimeConversions.LocalTimestampMillisConversion(),
          new TimeConversions.LocalTimestampMicrosConversion()
        }) {
      data.addLogicalTypeConversion(conversion);
    }
  }

  /** The event in its writer schema, or empty when the value is none. */
  Optional<GenericRecord> decode(byte[] value) {
    if (value.length < HEADER_BYTES || value[0] != 0) {
      return Optional.empty();
    }
    int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    return schemas
        .computeIfAbsent(id, this::schema)
        .filter(schema -> schema.getType() == Schema.Type.RECORD)
        .flatMap(schema -> read(schema, value));
  }

  private Optional<Schema> schema(int id) {
    return registry
        .schemas()
        .definition(id)
        .map(definition -> new Schema.Parser().parse(definition));
  }

  private Optional<GenericRecord> read(Schema schema, byte[] value) {
    BinaryDecoder bytes =
        DecoderFactory.get().binaryDecoder(value, HEADER_BYTES, value.length - HEADER_BYTES, null);
    try {
      GenericRecord event =
          new GenericDatumReader<GenericRecord>(schema, schema, data).read(null, bytes);
      return bytes.isEnd() ? Optional.of(event) : Optional.empty();
    } catch (IOException | RuntimeException notOfThisSchema) {
      return Optional.empty();
    }
  }

  /** The event as JSON on one line. */
  String json(GenericRecord event) {
    return data.toString(event);
  }
}
