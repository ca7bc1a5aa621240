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

/** Schemas by topic. The subject of a topic's values is {@code <topic>-value}. */
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
    SubjectVersion version =
        subjects.register(
            subject(topic),
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
            level(topic),
            true,
            List.of()));
  }

  private void read(Context context) {
    String topic = context.pathParam("topic");
    List<SubjectVersion> versions = subjects.versions(subject(topic));
    if (versions.isEmpty()) {
      throw SchemaProblems.subjectNotFound(subject(topic));
    }
    String asked = context.queryParam("version");
    SubjectVersion version = SchemaVersions.choose(versions, asked == null ? "latest" : asked);
    context.json(
        new SchemaVersion(
            version.schemaId(), topic, version.version(), version.definition(), level(topic)));
  }

  private Compatibility level(String topic) {
    return subjects.level(subject(topic)).orElseGet(subjects::defaultLevel);
  }

  private static String subject(String topic) {
    return topic + "-value";
  }
}
