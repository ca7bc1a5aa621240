package io.headgate.registry.schema;

import static java.util.stream.Collectors.joining;

import io.headgate.http.Problem;
import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.consumer.Incompatibility;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

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

  public static Problem invalidMode(String mode) {
    return confluent(
        422,
        42204,
        "Invalid mode",
        "'" + mode + "' is no mode. Send READWRITE or READONLY.",
        Map.of());
  }

  public static Problem importRefused() {
    return confluent(
        422,
        42205,
        "Operation not permitted",
        "Mode IMPORT is not supported: this registry gives the ids of schemas itself, and gives none"
            + " twice. Register the schemas in mode READWRITE.",
        Map.of());
  }

  static Problem readOnly(@Nullable String subject) {
    return confluent(
        422,
        42205,
        "Operation not permitted",
        "%s in READONLY mode. Set READWRITE with PUT /mode, if it is to be changed."
            .formatted(subject == null ? "The registry is" : "Subject '" + subject + "' is"),
        Map.of());
  }

  static Problem subjectSoftDeleted(String subject) {
    return confluent(
        404,
        40404,
        "Subject deleted softly",
        "Subject '%s' was soft deleted. Set permanent=true to delete permanently."
            .formatted(subject),
        Map.of());
  }

  static Problem subjectNotSoftDeleted(String subject) {
    return confluent(
        404,
        40405,
        "Subject not deleted softly",
        "Subject '%s' was not deleted first before being permanently deleted. Delete it without permanent=true first."
            .formatted(subject),
        Map.of());
  }

  static Problem versionSoftDeleted(String subject, int version) {
    return confluent(
        404,
        40406,
        "Version deleted softly",
        "Subject '%s' Version %d was soft deleted. Set permanent=true to delete permanently."
            .formatted(subject, version),
        Map.of());
  }

  static Problem versionNotSoftDeleted(String subject, int version) {
    return confluent(
        404,
        40407,
        "Version not deleted softly",
        "Subject '%s' Version %d was not deleted first before being permanently deleted. Delete it without permanent=true first."
            .formatted(subject, version),
        Map.of());
  }

  public static Problem subjectHasNoMode(String subject) {
    return confluent(
        404,
        40409,
        "No mode of its own",
        "Subject '" + subject + "' follows the default of /mode.",
        Map.of());
  }

  static Problem incompatible(
      String subject, Compatibility level, List<Incompatibility> incompatibilities) {
    return confluent(
        409,
        409,
        "Incompatible schema",
        "The schema would break what reads subject '%2$s', which is %1$s: %3$s. Change it so that it does not, or make a new topic for it."
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
