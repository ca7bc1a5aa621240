package io.headgate.bench.oracle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import javax.annotation.Nullable;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Decodes values of the wire format by Avro's own reader. */
final class Decoder {
  private static final int HEADER = 5;

  /**
   * One value, decoded or not.
   *
   * @param schemaId null when the value has none
   */
  record Decoded(
      @Nullable GenericRecord event, @Nullable Integer schemaId, @Nullable String error) {}

  private final Schema reader;
  private final IntFunction<Optional<String>> schemas;
  private final Map<Integer, Optional<GenericDatumReader<GenericRecord>>> readers = new HashMap<>();
  @Nullable private BinaryDecoder reused;

  /**
   * A decoder.
   *
   * @param reader the schema of the events' columns
   * @param schemas the schema that was registered by an id; empty when none was
   */
  Decoder(Schema reader, IntFunction<Optional<String>> schemas) {
    this.reader = reader;
    this.schemas = schemas;
  }

  Decoded decode(@Nullable byte[] value) {
    if (value == null || value.length == 0) {
      return new Decoded(null, null, "EMPTY_VALUE");
    }
    if (value.length < HEADER || value[0] != 0) {
      return new Decoded(null, null, "NOT_AVRO");
    }
    int id = ByteBuffer.wrap(value).getInt(1);
    Optional<GenericDatumReader<GenericRecord>> known = readers.computeIfAbsent(id, this::reader);
    if (known.isEmpty()) {
      return new Decoded(null, id, "UNKNOWN_SCHEMA");
    }
    reused = DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, reused);
    try {
      GenericRecord event = known.get().read(null, reused);
      return reused.isEnd() ? new Decoded(event, id, null) : new Decoded(null, id, "UNDECODABLE");
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      return new Decoded(null, id, "UNDECODABLE");
    }
  }

  private Optional<GenericDatumReader<GenericRecord>> reader(int id) {
    return schemas
        .apply(id)
        .map(writer -> new GenericDatumReader<>(new Schema.Parser().parse(writer), reader));
  }
}
