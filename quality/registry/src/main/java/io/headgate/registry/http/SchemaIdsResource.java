package io.headgate.registry.http;

import io.headgate.http.Role;
import io.headgate.registry.schema.SchemaProblems;
import io.headgate.registry.schema.Shown;
import io.headgate.registry.schema.SubjectVersion;
import io.headgate.registry.schema.Subjects;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** Schemas by the id of a wire header, as clients of Confluent's registry ask for them. */
public final class SchemaIdsResource {
  private final Subjects subjects;

  public SchemaIdsResource(Subjects subjects) {
    this.subjects = subjects;
  }

  /** Where a schema is a version. */
  public record Place(String subject, int version) {}

  public void install(Javalin http) {
    http.get("/schemas/types", context -> context.json(List.of(SchemaRequest.AVRO)), Role.READER);
    http.get(
        "/schemas/ids/{id}",
        context -> context.json(Map.of("schema", definition(context))),
        Role.READER);
    http.get(
        "/schemas/ids/{id}/schema", context -> context.result(definition(context)), Role.READER);
    http.get("/schemas/ids/{id}/versions", this::versions, Role.READER);
    http.get("/schemas/ids/{id}/subjects", this::subjects, Role.READER);
  }

  private void versions(Context context) {
    context.json(
        ConfluentAnswers.page(
            context,
            places(context).stream()
                .map(place -> new Place(place.subject(), place.version()))
                .toList()));
  }

  private void subjects(Context context) {
    context.json(
        ConfluentAnswers.page(
            context, places(context).stream().map(SubjectVersion::subject).distinct().toList()));
  }

  private List<SubjectVersion> places(Context context) {
    String unused = definition(context);
    String subject = context.queryParam("subject");
    return subjects
        .versionsOf(
            SchemaVersions.number(context.pathParam("id")).orElseThrow(),
            ConfluentAnswers.isOn(context, "deleted") ? Shown.ALL : Shown.LIVE)
        .stream()
        .filter(place -> subject == null || place.subject().equals(subject))
        .toList();
  }

  private String definition(Context context) {
    String id = context.pathParam("id");
    return SchemaVersions.number(id)
        .flatMap(subjects::schema)
        .orElseThrow(() -> SchemaProblems.schemaNotFound("Schema id " + id));
  }
}
