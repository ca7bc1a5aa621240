package io.headgate.registry.schema;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.Problem;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What can be wrong with a schema request, with the error codes that Confluent's clients know. They
 * look for {@code error_code} and {@code message}.
 */
public final class SchemaProblems {
  private SchemaProblems() {}

  public static Problem subjectNotFound(String subject) {
    return confluent(
        404,
        40401,
        "Subject not found",
        "Subject '" + subject + "' is not known. Register a schema first, or correct the name.",
        Map.of());
  }

  public static Problem versionNotFound(String subject, String version) {
    return confluent(
        404,
        40402,
        "Version not found",
        "Subject '"
            + subject
            + "' has no version '"
            + version
            + "'. See /subjects/{subject}/versions.",
        Map.of());
  }

  public static Problem schemaNotFound(String what) {
    return confluent(404, 40403, "Schema not found", what + " is not known.", Map.of());
  }

  public static Problem subjectHasNoLevel(String subject) {
    return confluent(
        404,
        40408,
        "No compatibility of its own",
        "Subject '" + subject + "' follows the default of /config.",
        Map.of());
  }

  public static Problem invalidSchema(String reason) {
    return confluent(
        422,
        42201,
        "Invalid schema",
        "Cannot read the schema: " + reason + ". Send Avro as JSON.",
        Map.of());
  }

  public static Problem invalidVersion(String version) {
    return confluent(
        422,
        42202,
        "Invalid version",
        "'" + version + "' is no version. Send a number from 1, or 'latest'.",
        Map.of());
  }

  public static Problem invalidLevel(String level) {
    return confluent(
        422,
        42203,
        "Invalid compatibility",
        "'"
            + level
            + "' is no compatibility. Send one of "
            + Arrays.toString(Compatibility.values())
            + ".",
        Map.of());
  }

  static Problem incompatible(
      String subject, Compatibility level, List<Incompatibility> incompatibilities) {
    return confluent(
        409,
        409,
        "Incompatible schema",
        "The schema is not %s compatible with subject '%s': %s. Change it so that it is, or make a new topic for it."
            .formatted(
                level,
                subject,
                incompatibilities.stream().map(Incompatibility::words).collect(joining("; "))),
        Map.of("compatible", false, "incompatibilities", incompatibilities));
  }

  private static Problem confluent(
      int status, int errorCode, String title, String detail, Map<String, Object> more) {
    Map<String, Object> members = new HashMap<>(more);
    members.put("error_code", errorCode);
    members.put("message", detail);
    return new Problem(status, title, detail, members);
  }
}
