package io.headgate.registry.schema;

import io.headgate.http.Problem;
import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.consumer.Incompatibility;
import java.util.List;

/** A schema that would break somebody. */
final class RefusedSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient List<Incompatibility> incompatibilities;
  private final String recordName;

  RefusedSchemaException(
      String subject, String recordName, Compatibility level, List<Incompatibility> found) {
    super("refused for " + subject);
    this.recordName = recordName;
    this.problem = SchemaProblems.incompatible(subject, level, found);
    this.incompatibilities = List.copyOf(found);
  }

  Problem problem() {
    return problem;
  }

  List<Incompatibility> incompatibilities() {
    return incompatibilities;
  }

  /** Full name of the record that was to be registered; empty when it is none. */
  String recordName() {
    return recordName;
  }
}
