package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Whether a schema would be taken.
 *
 * @param topic Kafka topic
 * @param subject the subject that it would be registered under
 * @param compatibility what the subject demands
 * @param compatible whether nothing is in the way
 * @param incompatibilities what would break
 */
public record SchemaCheck(
    String topic,
    String subject,
    Compatibility compatibility,
    boolean compatible,
    List<Incompatibility> incompatibilities) {
  public SchemaCheck {
    requireNonNull(topic);
    requireNonNull(subject);
    requireNonNull(compatibility);
    incompatibilities = List.copyOf(incompatibilities);
  }

  /**
   * One thing that would break.
   *
   * @param path place in the schema, for example {@code /fields/2/type}
   * @param reason what is wrong there
   * @param consumer what would break: earlier data, a table, an aggregate, a rollup
   */
  public record Incompatibility(String path, String reason, String consumer) {
    public Incompatibility {
      requireNonNull(path);
      requireNonNull(reason);
      requireNonNull(consumer);
    }
  }
}
