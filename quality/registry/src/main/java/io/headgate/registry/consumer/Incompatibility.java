package io.headgate.registry.consumer;

/**
 * One thing that would not go on with a new schema.
 *
 * @param path place in the schema, for example {@code /fields/2}
 * @param reason a name for it, Avro's where there is one, and what it is about
 * @param consumer what would break, for example {@code data of version 3} or {@code table
 *     raw.flights}
 */
public record Incompatibility(String path, String reason, String consumer) {
  /** In words a person understands. */
  public String words() {
    return consumer + " at " + path + ": " + reason;
  }
}
