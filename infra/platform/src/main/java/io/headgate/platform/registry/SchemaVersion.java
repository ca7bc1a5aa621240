package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

/**
 * A schema of a topic's values.
 *
 * @param schemaId the number in the wire header
 * @param topic Kafka topic
 * @param version counts from 1 per topic
 * @param definition Avro as JSON
 * @param compatibility what the next version must satisfy
 */
public record SchemaVersion(
    int schemaId, String topic, int version, String definition, Compatibility compatibility) {
  public SchemaVersion {
    requireNonNull(topic);
    requireNonNull(definition);
    requireNonNull(compatibility);
  }
}
