package io.headgate.gateway.topic;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.SchemaVersion;
import org.apache.avro.Schema;

/**
 * A schema in which events are written.
 *
 * @param id the number in the wire header
 * @param version of its subject
 */
public record RegisteredSchema(int id, int version, Schema avro) {
  public RegisteredSchema {
    requireNonNull(avro);
  }

  static RegisteredSchema of(SchemaVersion version) {
    return new RegisteredSchema(
        version.schemaId(), version.version(), new Schema.Parser().parse(version.definition()));
  }
}
