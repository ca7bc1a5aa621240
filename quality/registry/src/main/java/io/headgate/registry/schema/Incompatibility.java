package io.headgate.registry.schema;

/**
 * One thing that an earlier version and a new schema do not agree in.
 *
 * @param path place in the schema, for example {@code /fields/2}
 * @param reason Avro's name for it and what it is about
 * @param consumer what would break, for example {@code version 3}
 */
public record Incompatibility(String path, String reason, String consumer) {
  /** In words a person understands. */
  public String words() {
    return consumer + " at " + path + ": " + reason;
  }
}
