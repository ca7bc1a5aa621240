package io.headgate.registry.http;

import io.headgate.http.Admission;
import io.headgate.http.BodySize;
import io.headgate.http.Role;
import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.SchemaVersion;
import io.headgate.registry.consumer.Incompatibility;
import io.headgate.registry.schema.Configuration;
import io.headgate.registry.schema.Registration;
import io.headgate.registry.schema.SchemaDoor;
import io.headgate.registry.schema.SchemaProblems;
import io.headgate.registry.schema.Shown;
import io.headgate.registry.schema.SubjectVersion;
import io.headgate.registry.schema.Subjects;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;
import javax.annotation.Nullable;

/**
 * Schemas by topic. The subject of a topic's values is {@code <topic>-value}; that of one of
 * several record types in a topic, named by parameter {@code record}, is {@code <topic>-<record>}.
 */
public final class SchemasResource {
  private final Subjects subjects;
  private final Configuration configuration;
  private final SchemaDoor door;

  public SchemasResource(Subjects subjects, Configuration configuration, SchemaDoor door) {
    this.subjects = subjects;
    this.configuration = configuration;
    this.door = door;
  }

  /**
   * A schema that somebody registers.
   *
   * @param pipeline the pipeline that is being applied with it; it is not asked whether it takes
   *     the schema, as its next contract follows
   */
  public record SchemaRegistration(
      String definition, @Nullable String compatibility, @Nullable String pipeline) {
    @Nullable
    Compatibility level() {
      return compatibility == null ? null : CompatibilityNames.parse(compatibility);
    }
  }

  /** A schema that was registered. */
  public record Registered(
      int schemaId,
      String topic,
      int version,
      String definition,
      Compatibility compatibility,
      boolean compatible,
      List<Incompatibility> incompatibilities) {}

  /** What would become of a schema. */
  public record Checked(
      String topic,
      String subject,
      Compatibility compatibility,
      boolean compatible,
      List<Incompatibility> incompatibilities) {}

  public void install(Javalin http) {
    http.post("/v1/schemas/{topic}", this::register, Role.PRODUCER, BodySize.LARGE);
    http.post("/v1/schemas/{topic}/check", this::check, Role.READER, BodySize.LARGE);
    http.get("/v1/schemas/{topic}", this::read, Role.READER);
  }

  private void register(Context context) {
    SchemaRegistration request = Requests.body(context, SchemaRegistration.class);
    if (request.compatibility() != null || request.pipeline() != null) {
      Admission.demand(context, Role.ENGINEER);
    }
    String subject = subject(context);
    SubjectVersion version =
        door.register(
            new Registration(
                subject, request.definition(), request.level(), false, request.pipeline()));
    context.json(
        new Registered(
            version.schemaId(),
            context.pathParam("topic"),
            version.version(),
            version.definition(),
            configuration.demanded(subject),
            true,
            List.of()));
  }

  /** As registering, but nothing changes, and a refusal is an answer. */
  private void check(Context context) {
    SchemaRegistration request = Requests.body(context, SchemaRegistration.class);
    String subject = subject(context);
    List<Incompatibility> found =
        door.check(subject, request.definition(), request.level(), request.pipeline());
    context.json(
        new Checked(
            context.pathParam("topic"),
            subject,
            request.level() == null ? configuration.demanded(subject) : request.level(),
            found.isEmpty(),
            found));
  }

  private void read(Context context) {
    String topic = context.pathParam("topic");
    String subject = subject(context);
    List<SubjectVersion> versions = subjects.versions(subject, Shown.LIVE);
    if (versions.isEmpty()) {
      throw SchemaProblems.subjectNotFound(subject);
    }
    String asked = context.queryParam("version");
    SubjectVersion version = SchemaVersions.choose(versions, asked == null ? "latest" : asked);
    context.json(
        new SchemaVersion(
            version.schemaId(),
            topic,
            version.version(),
            version.definition(),
            configuration.demanded(subject)));
  }

  private static String subject(Context context) {
    String record = context.queryParam("record");
    return context.pathParam("topic") + "-" + (record == null ? "value" : record);
  }
}
