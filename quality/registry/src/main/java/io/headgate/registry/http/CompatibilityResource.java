package io.headgate.registry.http;

import io.headgate.http.BodySize;
import io.headgate.http.Role;
import io.headgate.registry.consumer.Incompatibility;
import io.headgate.registry.schema.SchemaDoor;
import io.headgate.registry.schema.SchemaProblems;
import io.headgate.registry.schema.Shown;
import io.headgate.registry.schema.SubjectVersion;
import io.headgate.registry.schema.Subjects;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether a schema would be taken, as clients of Confluent's registry ask. */
public final class CompatibilityResource {
  private final Subjects subjects;
  private final SchemaDoor door;

  public CompatibilityResource(Subjects subjects, SchemaDoor door) {
    this.subjects = subjects;
    this.door = door;
  }

  public void install(Javalin http) {
    http.post(
        "/compatibility/subjects/{subject}/versions",
        context ->
            answer(
                context,
                door.check(context.pathParam("subject"), SchemaRequest.definition(context), null)),
        Role.READER,
        BodySize.LARGE);
    http.post(
        "/compatibility/subjects/{subject}/versions/{version}",
        this::checkOne,
        Role.READER,
        BodySize.LARGE);
  }

  private void checkOne(Context context) {
    String subject = context.pathParam("subject");
    List<SubjectVersion> versions = subjects.versions(subject, Shown.LIVE);
    if (versions.isEmpty()) {
      throw SchemaProblems.subjectNotFound(subject);
    }
    SubjectVersion against = SchemaVersions.choose(versions, context.pathParam("version"));
    answer(context, door.check(SchemaRequest.definition(context), against));
  }

  private static void answer(Context context, List<Incompatibility> found) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("is_compatible", found.isEmpty());
    if (ConfluentAnswers.isOn(context, "verbose")) {
      answer.put("messages", found.stream().map(Incompatibility::words).toList());
    }
    context.json(answer);
  }
}
