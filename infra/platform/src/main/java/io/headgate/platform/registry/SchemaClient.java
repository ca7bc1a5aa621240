package io.headgate.platform.registry;

import static io.headgate.platform.registry.RegistryCalls.segment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import javax.annotation.Nullable;

/** Schemas of topics. Errors are those of {@link RegistryClient}. */
public final class SchemaClient {
  private final RegistryCalls calls;

  SchemaClient(RegistryCalls calls) {
    this.calls = calls;
  }

  /** The Avro schema with the id of a wire header. */
  public Optional<String> definition(int id) {
    return calls
        .get("read schema " + id, "/schemas/ids/" + id, JsonNode.class)
        .map(answer -> answer.path("schema").asText());
  }

  /** Registers the schema of a topic's values; the same schema again gives the same version. */
  public SchemaVersion register(String topic, String definition, Compatibility compatibility) {
    return register(topic, null, definition, compatibility);
  }

  /**
   * Registers the schema of one record type.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   */
  public SchemaVersion register(
      String topic, @Nullable String record, String definition, Compatibility compatibility) {
    return register(topic, record, definition, compatibility, null);
  }

  /**
   * Registers the schema of one record type, for a pipeline that is being applied.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   * @param pipeline whose recorded contract is not asked whether it takes the schema, as the next
   *     one follows; null for a producer
   */
  public SchemaVersion register(
      String topic,
      @Nullable String record,
      String definition,
      Compatibility compatibility,
      @Nullable String pipeline) {
    record Registration(
        String definition, Compatibility compatibility, @Nullable String pipeline) {}
    return calls.post(
        "register the schema of " + values(topic, record),
        path(topic, record),
        new Registration(definition, compatibility, pipeline),
        SchemaVersion.class);
  }

  /**
   * Whether a schema would be taken, by earlier versions and by what reads the topic; changes
   * nothing.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   */
  public SchemaCheck check(String topic, @Nullable String record, String definition) {
    return check(topic, record, definition, null, null);
  }

  /**
   * Whether a schema would be taken that comes by an apply.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   * @param compatibility what the subject is to demand; null: what it demands now
   * @param pipeline the pipeline that is to be applied with it, as in {@link #register}
   */
  public SchemaCheck check(
      String topic,
      @Nullable String record,
      String definition,
      @Nullable Compatibility compatibility,
      @Nullable String pipeline) {
    record Candidate(
        String definition, @Nullable Compatibility compatibility, @Nullable String pipeline) {}
    String path = "/v1/schemas/" + segment(topic) + "/check";
    return calls.post(
        "check the schema of " + values(topic, record),
        path + (record == null ? "" : "?record=" + segment(record)),
        new Candidate(definition, compatibility, pipeline),
        SchemaCheck.class);
  }

  public Optional<SchemaVersion> latest(String topic) {
    return latest(topic, null);
  }

  /**
   * The newest schema of one record type.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   */
  public Optional<SchemaVersion> latest(String topic, @Nullable String record) {
    return calls.get(
        "read the schema of " + values(topic, record), path(topic, record), SchemaVersion.class);
  }

  /**
   * One version of the schema of a record type.
   *
   * @param record full name of the record in a topic of several types; null when it has one
   */
  public Optional<SchemaVersion> version(String topic, @Nullable String record, int version) {
    String path = path(topic, record);
    return calls.get(
        "read version %d of the schema of %s".formatted(version, values(topic, record)),
        path + (path.contains("?") ? "&" : "?") + "version=" + version,
        SchemaVersion.class);
  }

  private static String values(String topic, @Nullable String record) {
    return record == null ? "topic " + topic : record + " in topic " + topic;
  }

  private static String path(String topic, @Nullable String record) {
    return "/v1/schemas/" + segment(topic) + (record == null ? "" : "?record=" + segment(record));
  }
}
