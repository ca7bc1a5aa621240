package io.headgate.registry.http;

import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.SchemaVersion;
import io.headgate.registry.schema.Incompatibility;
import io.headgate.registry.schema.SchemaProblems;
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

  public SchemasResource(Subjects subjects) {
    this.subjects = subjects;
  }

  record Registration(String definition, @Nullable String compatibility) {}

  record Registered(
      int schemaId,
      String topic,
      int version,
      String definition,
      Compatibility compatibility,
      boolean compatible,
      List<Incompatibility> incompatibilities) {}

  public void install(Javalin http) {
    http.post("/v1/schemas/{topic}", this::register);
    http.get("/v1/schemas/{topic}", this::read);
  }

  private void register(Context context) {
    Registration request = Requests.body(context, Registration.class);
    String topic = context.pathParam("topic");
    String subject = subject(context);
    SubjectVersion version =
        subjects.register(
            subject,
            request.definition(),
            request.compatibility() == null
                ? null
                : CompatibilityNames.parse(request.compatibility()));
    context.json(
        new Registered(
            version.schemaId(),
            topic,
            version.version(),
            version.definition(),
            level(subject),
            true,
            List.of()));
  }

  private void read(Context context) {
    String topic = context.pathParam("topic");
    String subject = subject(context);
    List<SubjectVersion> versions = subjects.versions(subject);
    if (versions.isEmpty()) {
      throw SchemaProblems.subjectNotFound(subject);
    }
    String asked = context.queryParam("version");
    SubjectVersion version = SchemaVersions.choose(versions, asked == null ? "latest" : asked);
    context.json(
        new SchemaVersion(
            version.schemaId(), topic, version.version(), version.definition(), level(subject)));
  }

  private Compatibility level(String subject) {
    return subjects.level(subject).orElseGet(subjects::defaultLevel);
  }

  private static String subject(Context context) {
    String record = context.queryParam("record");
    return context.pathParam("topic") + "-" + (record == null ? "value" : record);
  }
}
