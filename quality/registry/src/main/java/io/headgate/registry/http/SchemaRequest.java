package io.headgate.registry.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.headgate.registry.schema.SchemaProblems;
import io.javalin.http.Context;
import java.util.List;
import javax.annotation.Nullable;

/** A schema as clients of Confluent's registry send it; they write camelCase. */
public record SchemaRequest(
    @Nullable String schema,
    @Nullable @JsonProperty("schemaType") String schemaType,
    @Nullable List<Object> references) {
  static final String AVRO = "AVRO";

  /** The Avro in the body; other kinds of schema, and references, are refused. */
  static String definition(Context context) {
    SchemaRequest request = Requests.body(context, SchemaRequest.class);
    if (request.schemaType() != null && !request.schemaType().equals(AVRO)) {
      throw SchemaProblems.invalidSchema(
          "its type is " + request.schemaType() + ", and only AVRO is supported");
    }
    if (request.references() != null && !request.references().isEmpty()) {
      throw SchemaProblems.invalidSchema(
          "it refers to other subjects, which is not supported; put the types that it needs into it");
    }
    if (request.schema() == null) {
      throw SchemaProblems.invalidSchema("field 'schema' is missing");
    }
    return request.schema();
  }
}
