package io.headgate.registry.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.headgate.platform.registry.Compatibility;
import io.headgate.registry.schema.Incompatibility;
import io.headgate.registry.schema.SchemaProblems;
import io.headgate.registry.schema.SubjectVersion;
import io.headgate.registry.schema.Subjects;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/** The paths and shapes that clients of Confluent's registry use. */
public final class SubjectsResource {
  private static final String AVRO = "AVRO";

  private final Subjects subjects;

  public SubjectsResource(Subjects subjects) {
    this.subjects = subjects;
  }

  /** Confluent writes {@code schemaType} in camelCase. */
  record SchemaRequest(
      String schema,
      @Nullable @JsonProperty("schemaType") String schemaType,
      @Nullable List<Object> references) {}

  record LevelRequest(String compatibility) {}

  public void install(Javalin http) {
    http.get("/subjects", context -> context.json(subjects.names()));
    http.post("/subjects/{subject}", this::find, Access.OPEN);
    http.get("/subjects/{subject}/versions", this::versions);
    http.post("/subjects/{subject}/versions", this::register);
    http.get(
        "/subjects/{subject}/versions/{version}", context -> context.json(answer(asked(context))));
    http.get(
        "/subjects/{subject}/versions/{version}/schema",
        context -> context.contentType("application/json").result(asked(context).definition()));
    http.get("/schemas/types", context -> context.json(List.of(AVRO)));
    http.get("/schemas/ids/{id}", this::byId);
    http.post("/compatibility/subjects/{subject}/versions", this::check, Access.OPEN);
    http.post("/compatibility/subjects/{subject}/versions/{version}", this::check, Access.OPEN);
    http.get(
        "/config", context -> context.json(Map.of("compatibilityLevel", subjects.defaultLevel())));
    http.put("/config", this::setDefaultLevel);
    http.get("/config/{subject}", this::level);
    http.put("/config/{subject}", this::setLevel);
    http.get("/mode", context -> context.json(Map.of("mode", "READWRITE")));
  }

  private void register(Context context) {
    SubjectVersion version = subjects.register(context.pathParam("subject"), schema(context), null);
    context.json(Map.of("id", version.schemaId()));
  }

  private void find(Context context) {
    String subject = context.pathParam("subject");
    requireKnown(subject);
    context.json(
        answer(
            subjects
                .find(subject, schema(context))
                .orElseThrow(
                    () ->
                        SchemaProblems.schemaNotFound(
                            "This schema, as one of subject '" + subject + "',"))));
  }

  private void versions(Context context) {
    context.json(
        requireKnown(context.pathParam("subject")).stream().map(SubjectVersion::version).toList());
  }

  private void byId(Context context) {
    String id = context.pathParam("id");
    context.json(
        Map.of(
            "schema",
            SchemaVersions.number(id)
                .flatMap(subjects::schema)
                .orElseThrow(() -> SchemaProblems.schemaNotFound("Schema id " + id))));
  }

  private void check(Context context) {
    String subject = context.pathParam("subject");
    boolean one = context.pathParamMap().containsKey("version");
    SubjectVersion against = one ? asked(context) : null;
    List<Incompatibility> found = subjects.check(subject, schema(context), against);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("is_compatible", found.isEmpty());
    if ("true".equals(context.queryParam("verbose"))) {
      answer.put("messages", found.stream().map(Incompatibility::words).toList());
    }
    context.json(answer);
  }

  private void setDefaultLevel(Context context) {
    Compatibility level = levelOf(context);
    subjects.setDefaultLevel(level);
    context.json(Map.of("compatibility", level));
  }

  private void level(Context context) {
    String subject = context.pathParam("subject");
    Compatibility level =
        subjects
            .level(subject)
            .orElseGet(
                () -> {
                  if ("true".equals(context.queryParam("defaultToGlobal"))) {
                    return subjects.defaultLevel();
                  }
                  throw SchemaProblems.subjectHasNoLevel(subject);
                });
    context.json(Map.of("compatibilityLevel", level));
  }

  private void setLevel(Context context) {
    Compatibility level = levelOf(context);
    subjects.setLevel(context.pathParam("subject"), level);
    context.json(Map.of("compatibility", level));
  }

  private static String schema(Context context) {
    SchemaRequest request = Requests.body(context, SchemaRequest.class);
    if (request.schemaType() != null && !request.schemaType().equals(AVRO)) {
      throw SchemaProblems.invalidSchema(
          "its type is " + request.schemaType() + ", and only AVRO is supported");
    }
    if (request.references() != null && !request.references().isEmpty()) {
      throw SchemaProblems.invalidSchema("it refers to other subjects, which is not supported");
    }
    return request.schema();
  }

  private static Compatibility levelOf(Context context) {
    return CompatibilityNames.parse(Requests.body(context, LevelRequest.class).compatibility());
  }

  private List<SubjectVersion> requireKnown(String subject) {
    List<SubjectVersion> versions = subjects.versions(subject);
    if (versions.isEmpty()) {
      throw SchemaProblems.subjectNotFound(subject);
    }
    return versions;
  }

  private SubjectVersion asked(Context context) {
    return SchemaVersions.choose(
        requireKnown(context.pathParam("subject")), context.pathParam("version"));
  }

  /** Confluent writes these names in camelCase, and AVRO by leaving the type out. */
  private static Map<String, Object> answer(SubjectVersion version) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("subject", version.subject());
    answer.put("version", version.version());
    answer.put("id", version.schemaId());
    answer.put("schema", version.definition());
    return answer;
  }
}
