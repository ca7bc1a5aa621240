package io.headgate.registry.schema;

/**
 * A schema of a subject, with its number there and its id everywhere.
 *
 * @param deleted whether it was deleted softly
 */
public record SubjectVersion(
    String subject, int version, int schemaId, String definition, boolean deleted) {}
