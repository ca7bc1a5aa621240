package io.headgate.registry.openapi;

import io.headgate.platform.registry.Compatibility;
import io.headgate.platform.registry.SchemaVersion;
import io.headgate.registry.http.ConfigurationResource;
import io.headgate.registry.http.SchemaIdsResource;
import io.headgate.registry.http.SchemaRequest;
import io.headgate.registry.http.SchemasResource;
import java.util.List;
import java.util.Map;

/** Schemas by topic, and in the paths and shapes of Confluent's registry. */
final class SchemaOperations {
  private static final Shape VERSION =
      Shape.fields(
          Map.of(
              "subject", String.class,
              "version", Integer.class,
              "id", Integer.class,
              "schema", String.class));
  private static final Shape CHECK = Shape.fields(Map.of("is_compatible", Boolean.class));
  private static final Shape LEVEL =
      Shape.fields(Map.of("compatibilityLevel", Compatibility.class));
  private static final Shape LEVEL_SET = Shape.fields(Map.of("compatibility", Compatibility.class));
  private static final Shape MODE = Shape.fields(Map.of("mode", String.class));
  private static final String PERMANENT = "For good, after it was deleted once.";
  private static final String RECORD =
      "Full name of the record, in a topic of several; the topic's one type unless given.";

  private SchemaOperations() {}

  static List<Operation> all() {
    return List.of(
        Operation.post(
                "/v1/schemas/{topic}",
                "Register a schema of a topic's values",
                SchemasResource.SchemaRegistration.class,
                Shape.of(SchemasResource.Registered.class))
            .query("record", String.class, RECORD),
        Operation.post(
                "/v1/schemas/{topic}/check",
                "Ask whether everyone who reads a topic takes a schema",
                SchemasResource.SchemaRegistration.class,
                Shape.of(SchemasResource.Checked.class))
            .query("record", String.class, RECORD),
        Operation.get(
                "/v1/schemas/{topic}",
                "Read a schema of a topic's values",
                Shape.of(SchemaVersion.class))
            .query("version", String.class, "A number from 1, or latest.")
            .query("record", String.class, RECORD),
        part(
            Operation.get("/subjects", "List subjects", Shape.arrayOf(String.class))
                .query("subjectPrefix", String.class, "Only subjects that begin so.")
                .query("deleted", Boolean.class, "Deleted ones too.")
                .query("deletedOnly", Boolean.class, "Deleted ones alone.")),
        Operation.delete("/subjects/{subject}", "Delete a subject", Shape.arrayOf(Integer.class))
            .query("permanent", Boolean.class, PERMANENT),
        Operation.post(
            "/subjects/{subject}",
            "Find the version that a schema is",
            SchemaRequest.class,
            VERSION),
        part(
            Operation.get(
                    "/subjects/{subject}/versions",
                    "List the versions of a subject",
                    Shape.arrayOf(Integer.class))
                .query("deleted", Boolean.class, "Deleted ones too.")
                .query("deletedOnly", Boolean.class, "Deleted ones alone.")),
        Operation.post(
            "/subjects/{subject}/versions",
            "Register a schema",
            SchemaRequest.class,
            Shape.fields(Map.of("id", Integer.class))),
        Operation.get(
            "/subjects/{subject}/versions/{version}", "Read a version of a subject", VERSION),
        Operation.delete(
                "/subjects/{subject}/versions/{version}",
                "Delete a version of a subject",
                Shape.of(Integer.class))
            .query("permanent", Boolean.class, PERMANENT),
        Operation.get(
            "/subjects/{subject}/versions/{version}/referencedby",
            "List schemas that refer to a version; none does",
            Shape.arrayOf(Integer.class)),
        Operation.get(
            "/subjects/{subject}/versions/{version}/schema",
            "Read the schema of a version, alone",
            Shape.any()),
        Operation.get("/schemas/types", "List types of schema", Shape.arrayOf(String.class)),
        Operation.get(
            "/schemas/ids/{id}",
            "Read the schema with the id of a wire header",
            Shape.fields(Map.of("schema", String.class))),
        Operation.get("/schemas/ids/{id}/schema", "Read a schema by id, alone", Shape.any()),
        part(
            Operation.get(
                    "/schemas/ids/{id}/versions",
                    "List where a schema is a version",
                    Shape.arrayOf(SchemaIdsResource.Place.class))
                .query("subject", String.class, "Only of this subject.")
                .query("deleted", Boolean.class, "Deleted ones too.")),
        part(
            Operation.get(
                    "/schemas/ids/{id}/subjects",
                    "List the subjects that have a schema",
                    Shape.arrayOf(String.class))
                .query("subject", String.class, "Only this one.")
                .query("deleted", Boolean.class, "Deleted ones too.")),
        check("/compatibility/subjects/{subject}/versions"),
        check("/compatibility/subjects/{subject}/versions/{version}"),
        Operation.get("/config", "Read the default compatibility", LEVEL),
        Operation.put(
            "/config",
            "Set the default compatibility",
            ConfigurationResource.LevelRequest.class,
            LEVEL_SET),
        Operation.get("/config/{subject}", "Read the compatibility of a subject", LEVEL)
            .query("defaultToGlobal", Boolean.class, "Answer the default when it has none."),
        Operation.put(
            "/config/{subject}",
            "Set the compatibility of a subject",
            ConfigurationResource.LevelRequest.class,
            LEVEL_SET),
        Operation.delete("/config", "Drop the default compatibility", LEVEL),
        Operation.delete("/config/{subject}", "Drop the compatibility of a subject", LEVEL),
        Operation.get("/mode", "Whether schemas can be registered", MODE),
        Operation.put(
            "/mode", "Set the default mode", ConfigurationResource.ModeRequest.class, MODE),
        Operation.get("/mode/{subject}", "Whether a subject takes schemas", MODE)
            .query("defaultToGlobal", Boolean.class, "Answer the default when it has none."),
        Operation.put(
            "/mode/{subject}",
            "Set the mode of a subject",
            ConfigurationResource.ModeRequest.class,
            MODE),
        Operation.delete("/mode/{subject}", "Drop the mode of a subject", MODE));
  }

  private static Operation part(Operation list) {
    return list.query("offset", Integer.class, "Entries to leave out; none unless given.")
        .query("limit", Integer.class, "Most entries to answer; all unless given.");
  }

  private static Operation check(String path) {
    return Operation.post(path, "Ask whether a schema is compatible", SchemaRequest.class, CHECK)
        .query("verbose", Boolean.class, "Also say what is not.");
  }
}
