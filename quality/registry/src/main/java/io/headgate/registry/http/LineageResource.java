package io.headgate.registry.http;

import io.headgate.http.BodySize;
import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.registry.store.ColumnEdges;
import io.headgate.registry.store.ColumnImpacts;
import io.headgate.registry.store.EventOrigins;
import io.headgate.registry.store.LineageGraphs;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.annotation.Nullable;

/** Where data comes from and where it goes. */
public final class LineageResource {
  private static final int DEFAULT_DEPTH = 10;
  private static final int LARGEST_DEPTH = 100;

  private final LineageGraphs graphs;
  private final EventOrigins origins;
  private final ColumnImpacts impacts;
  private final ColumnEdges columns;

  public LineageResource(
      LineageGraphs graphs, EventOrigins origins, ColumnImpacts impacts, ColumnEdges columns) {
    this.graphs = graphs;
    this.origins = origins;
    this.impacts = impacts;
    this.columns = columns;
  }

  /** The edges of one version of a contract. */
  public record Columns(List<ColumnEdge> edges) {}

  public void install(Javalin http) {
    // A dataset of another system has slashes in its name, which no path takes.
    http.get("/v1/lineage", context -> graph(context, required(context, "dataset")), Role.READER);
    http.get(
        "/v1/lineage/{dataset}",
        context -> graph(context, context.pathParam("dataset")),
        Role.READER);
    http.get(
        "/v1/lineage/{dataset}/events",
        context ->
            context.json(origins.of(context.pathParam("dataset"), required(context, "partition"))),
        Role.READER);
    http.get(
        "/v1/lineage/{dataset}/impact",
        context ->
            context.json(impacts.of(context.pathParam("dataset"), optional(context, "column"))),
        Role.READER);
    http.put(
        "/v1/pipelines/{name}/versions/{version}/column-lineage",
        this::putColumns,
        Role.ENGINEER,
        BodySize.LARGE);
    http.get(
        "/v1/pipelines/{name}/versions/{version}/column-lineage",
        context ->
            context.json(new Columns(columns.of(context.pathParam("name"), version(context)))),
        Role.READER);
  }

  private void graph(Context context, String dataset) {
    context.json(
        graphs.around(
            dataset,
            direction(context),
            (int) Requests.number(context, "depth", DEFAULT_DEPTH, 1, LARGEST_DEPTH),
            optional(context, "column"),
            instant(context, "at")));
  }

  private void putColumns(Context context) {
    Columns body = Requests.body(context, Columns.class);
    columns.put(context.pathParam("name"), version(context), body.edges());
    context.json(Map.of("recorded", body.edges().size()));
  }

  private static int version(Context context) {
    String text = context.pathParam("version");
    return SchemaVersions.number(text)
        .orElseThrow(() -> Problem.badRequest("'" + text + "' is no version of a pipeline."));
  }

  private static Direction direction(Context context) {
    String text = context.queryParam("direction");
    if (text == null || text.isEmpty()) {
      return Direction.BOTH;
    }
    for (Direction direction : Direction.values()) {
      if (direction.name().equals(text.toUpperCase(Locale.ROOT))) {
        return direction;
      }
    }
    throw Problem.badRequest(
        "Parameter 'direction' is '" + text + "'. Send upstream, downstream or both.");
  }

  @Nullable
  private static Instant instant(Context context, String name) {
    String text = optional(context, name);
    if (text == null) {
      return null;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      if (time.getYear() > 0 && time.getYear() < 10_000) {
        return time.toInstant();
      }
    } catch (DateTimeException e) {
      // Told below, like a time out of range.
    }
    throw Problem.badRequest(
        "Parameter '%s' is '%s'. Send an instant such as 2026-11-12T05:00:00Z."
            .formatted(name, text));
  }

  @Nullable
  private static String optional(Context context, String name) {
    String text = context.queryParam(name);
    return text == null || text.isBlank() ? null : text;
  }

  private static String required(Context context, String name) {
    String text = optional(context, name);
    if (text == null) {
      throw Problem.badRequest("Parameter '" + name + "' is missing. Send it.");
    }
    return text;
  }
}
