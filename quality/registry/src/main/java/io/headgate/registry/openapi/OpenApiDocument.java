package io.headgate.registry.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headgate.http.Role;
import io.headgate.http.ServedRoutes.Route;
import io.headgate.platform.registry.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * The calls of the service as OpenAPI 3.1. Paths, methods and roles are those of the routes that
 * are served; forms of bodies are those of the types that are written and read; only summaries and
 * parameters of queries are said by hand, in the classes {@code *Operations}.
 */
final class OpenApiDocument {
  private static final Pattern PATH_PARAMETER = Pattern.compile("\\{([^}]+)}");
  static final List<Operation> OPERATIONS =
      Stream.of(
              SchemaOperations.all(),
              DatasetOperations.all(),
              StreamOperations.all(),
              AlertOperations.all(),
              LineageOperations.all(),
              MetricOperations.all(),
              ServiceOperations.all())
          .flatMap(List::stream)
          .toList();

  private final TypeSchemas types = new TypeSchemas(Json.MAPPER);
  private final ObjectNode document = Json.MAPPER.createObjectNode();
  private final ObjectNode paths = Json.MAPPER.createObjectNode();

  private OpenApiDocument() {}

  /** The document of these routes; one without a description is there with its path alone. */
  static ObjectNode of(List<Route> routes) {
    Map<String, Operation> described =
        OPERATIONS.stream()
            .collect(
                Collectors.toMap(each -> each.method() + " " + each.path(), Function.identity()));
    OpenApiDocument document = new OpenApiDocument();
    document.head();
    for (Route route : routes) {
      document.add(route, described.get(route.method() + " " + route.path()));
    }
    document.components();
    return document.document;
  }

  private void head() {
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Headgate registry")
        .put("version", "1")
        .put(
            "description",
            "Schemas, pipelines, partitions, ledger and gates. Errors are application/problem+json. x-role is the role that a call needs; each includes those before it: READER, PRODUCER, ENGINEER, OPERATOR.");
    document.set("paths", paths);
  }

  private void add(Route route, @Nullable Operation described) {
    ObjectNode path =
        paths.has(route.path())
            ? (ObjectNode) paths.get(route.path())
            : paths.putObject(route.path());
    ObjectNode call = path.putObject(route.method().toLowerCase(Locale.ROOT));
    ArrayNode parameters = call.putArray("parameters");
    Matcher inPath = PATH_PARAMETER.matcher(route.path());
    while (inPath.find()) {
      parameters
          .addObject()
          .put("name", inPath.group(1))
          .put("in", "path")
          .put("required", true)
          .putObject("schema")
          .put("type", "string");
    }
    ArrayNode security = call.putArray("security");
    route.roles().stream()
        .filter(role -> role != Role.ANYONE)
        .forEach(
            role -> {
              call.put("x-role", role.name());
              security.addObject().putArray("bearer");
              security.addObject().putArray("basic");
            });
    ObjectNode responses = call.putObject("responses");
    if (described != null) {
      describe(described, call, parameters, responses);
    }
    responses.putObject("default").put("$ref", "#/components/responses/Problem");
  }

  private void describe(
      Operation described, ObjectNode call, ArrayNode parameters, ObjectNode responses) {
    call.put("summary", described.summary());
    for (Operation.Parameter each : described.parameters()) {
      ObjectNode parameter =
          parameters
              .addObject()
              .put("name", each.name())
              .put("in", "query")
              .put("description", each.description());
      parameter.set("schema", types.of(each.type()));
    }
    if (described.body() != null) {
      ObjectNode body = call.putObject("requestBody").put("required", true);
      json(body).set("schema", described.body().schema(types));
    }
    ObjectNode answer =
        responses
            .putObject(Integer.toString(described.status()))
            .put("description", described.summary());
    if (described.answer() == null) {
      answer
          .putObject("content")
          .putObject(described.media())
          .set("schema", types.of(String.class));
    } else {
      json(answer).set("schema", described.answer().schema(types));
    }
  }

  private static ObjectNode json(ObjectNode of) {
    return of.putObject("content").putObject(Operation.JSON);
  }

  private void components() {
    ObjectNode components = document.putObject("components");
    ObjectNode problem = types.ofType("object");
    ObjectNode fields = problem.putObject("properties");
    List.of("type", "title", "detail").forEach(name -> fields.set(name, types.ofType("string")));
    fields.set("status", types.ofType("integer"));
    List.of("type", "title", "status", "detail").forEach(problem.withArray("required")::add);
    components
        .putObject("responses")
        .putObject("Problem")
        .put("description", "What is wrong, and the remedy")
        .putObject("content")
        .putObject("application/problem+json")
        .set("schema", types.any().put("$ref", TypeSchemas.COMPONENTS + "Problem"));
    ObjectNode schemas = components.putObject("schemas");
    schemas.setAll(types.components());
    schemas.set("Problem", problem);
    ObjectNode ways = components.putObject("securitySchemes");
    ways.putObject("bearer").put("type", "http").put("scheme", "bearer");
    ways.putObject("basic").put("type", "http").put("scheme", "basic");
  }
}
