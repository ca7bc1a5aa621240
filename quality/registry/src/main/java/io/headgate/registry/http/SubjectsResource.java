package io.headgate.registry.http;

import static java.util.Objects.requireNonNullElse;

import io.headgate.http.Admission;
import io.headgate.http.BodySize;
import io.headgate.http.Role;
import io.headgate.registry.schema.Deletions;
import io.headgate.registry.schema.Registration;
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

/** Subjects and versions, by the paths and shapes that clients of Confluent's registry use. */
public final class SubjectsResource {
  private final Subjects subjects;
  private final SchemaDoor door;
  private final Deletions deletions;

  public SubjectsResource(Subjects subjects, SchemaDoor door, Deletions deletions) {
    this.subjects = subjects;
    this.door = door;
    this.deletions = deletions;
  }

  public void install(Javalin http) {
    ConfluentAnswers.install(http);
    http.get("/subjects", this::names, Role.READER);
    http.post("/subjects/{subject}", this::find, Role.READER, BodySize.LARGE);
    http.delete("/subjects/{subject}", this::delete, Role.ENGINEER);
    http.get("/subjects/{subject}/versions", this::versions, Role.READER);
    http.post("/subjects/{subject}/versions", this::register, Role.PRODUCER, BodySize.LARGE);
    http.get(
        "/subjects/{subject}/versions/{version}",
        context -> context.json(answer(asked(context))),
        Role.READER);
    http.delete("/subjects/{subject}/versions/{version}", this::deleteVersion, Role.ENGINEER);
    http.get(
        "/subjects/{subject}/versions/{version}/schema",
        context -> context.result(asked(context).definition()),
        Role.READER);
    http.get(
        "/subjects/{subject}/versions/{version}/referencedby", this::referencedBy, Role.READER);
  }

  private void names(Context context) {
    String prefix =
        requireNonNullElse(
            context.queryParam("subjectPrefix"),
            requireNonNullElse(context.queryParam("subject"), ""));
    context.json(ConfluentAnswers.page(context, subjects.names(prefix, shown(context))));
  }

  private void register(Context context) {
    SubjectVersion version =
        door.register(
            new Registration(
                context.pathParam("subject"),
                SchemaRequest.definition(context),
                null,
                ConfluentAnswers.isOn(context, "normalize"),
                null));
    context.json(Map.of("id", version.schemaId()));
  }

  private void find(Context context) {
    String subject = context.pathParam("subject");
    requireKnown(context, subject);
    context.json(
        answer(
            subjects
                .find(
                    subject,
                    SchemaRequest.definition(context),
                    ConfluentAnswers.isOn(context, "normalize"),
                    shown(context))
                .orElseThrow(
                    () ->
                        SchemaProblems.schemaNotFound(
                            "This schema, as one of subject '" + subject + "',"))));
  }

  private void versions(Context context) {
    String subject = context.pathParam("subject");
    List<SubjectVersion> versions = subjects.versions(subject, shown(context));
    if (versions.isEmpty()
        && (shown(context) != Shown.DELETED || subjects.versions(subject, Shown.LIVE).isEmpty())) {
      throw SchemaProblems.subjectNotFound(subject);
    }
    context.json(
        ConfluentAnswers.page(context, versions.stream().map(SubjectVersion::version).toList()));
  }

  private void delete(Context context) {
    context.json(deletions.subject(context.pathParam("subject"), isPermanent(context)));
  }

  /** Deleting for good is more than hiding. */
  private static boolean isPermanent(Context context) {
    boolean permanent = ConfluentAnswers.isOn(context, "permanent");
    if (permanent) {
      Admission.demand(context, Role.OPERATOR);
    }
    return permanent;
  }

  private void deleteVersion(Context context) {
    boolean permanent = isPermanent(context);
    String asked = context.pathParam("version");
    SubjectVersion deleted =
        deletions.version(
            context.pathParam("subject"),
            versions -> SchemaVersions.chooseToDelete(versions, asked, permanent),
            permanent);
    context.json(deleted.version());
  }

  /** No schema refers to another. */
  private void referencedBy(Context context) {
    SubjectVersion unused = asked(context);
    context.json(List.of());
  }

  private SubjectVersion asked(Context context) {
    return SchemaVersions.choose(
        requireKnown(context, context.pathParam("subject")), context.pathParam("version"));
  }

  private List<SubjectVersion> requireKnown(Context context, String subject) {
    List<SubjectVersion> versions = subjects.versions(subject, shown(context));
    if (versions.isEmpty()) {
      throw SchemaProblems.subjectNotFound(subject);
    }
    return versions;
  }

  private static Shown shown(Context context) {
    if (ConfluentAnswers.isOn(context, "deletedOnly", "deleted_only")) {
      return Shown.DELETED;
    }
    return ConfluentAnswers.isOn(context, "deleted") ? Shown.ALL : Shown.LIVE;
  }

  /** Confluent writes AVRO by leaving the type out. */
  private static Map<String, Object> answer(SubjectVersion version) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("subject", version.subject());
    answer.put("version", version.version());
    answer.put("id", version.schemaId());
    answer.put("schema", version.definition());
    return answer;
  }
}
