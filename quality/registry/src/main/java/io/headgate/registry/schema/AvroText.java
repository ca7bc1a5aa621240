package io.headgate.registry.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.registry.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * An Avro schema as the registry keeps it: without the spacing and attribute order of its author,
 * so that the same schema is the same text.
 */
record AvroText(Schema schema, String definition) {

  static AvroText parse(String definition) {
    try {
      Schema schema = new Schema.Parser().setValidateDefaults(true).parse(definition);
      return new AvroText(schema, schema.toString());
    } catch (AvroRuntimeException
        | IllegalArgumentException
        | NullPointerException
        | ClassCastException e) {
      // Avro's parser meets JSON of another shape with whatever comes.
      throw SchemaProblems.invalidSchema("it is not a valid Avro schema (" + e.getMessage() + ")");
    }
  }

  /** The same for all spellings of a schema that differ in the order of its properties only. */
  AvroText normalized() {
    try {
      return parse(Json.canonical(Json.MAPPER.readTree(definition)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A schema writes itself as JSON", e);
    }
  }

  byte[] fingerprint() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(definition.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
