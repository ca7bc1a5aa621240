package io.headgate.registry.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.ColumnImpact;
import io.headgate.platform.registry.EventOrigin;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.registry.http.LineageResource;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Where data comes from and where it goes. */
final class LineageOperations {
  private static final String COLUMNS = "/v1/pipelines/{name}/versions/{version}/column-lineage";
  private static final Shape GRAPH = Shape.of(LineageGraph.class);

  private LineageOperations() {}

  static List<Operation> all() {
    return List.of(
        Operation.post(
                "/api/v1/lineage",
                "Take an event of OpenLineage",
                JsonNode.class,
                Shape.fields(Map.of("recorded", Boolean.class)))
            .created(),
        Operation.post(
            "/api/v1/lineage/batch",
            "Take many events of OpenLineage, each for itself",
            JsonNode.class,
            Shape.any()),
        graph(
            Operation.get("/v1/lineage", "Read the lineage of any dataset", GRAPH)
                .query("dataset", String.class, "Its name, which may have slashes; needed.")),
        graph(Operation.get("/v1/lineage/{dataset}", "Read the lineage of a dataset", GRAPH)),
        Operation.get(
                "/v1/lineage/{dataset}/events",
                "Ask which events made a published partition",
                Shape.of(EventOrigin.class))
            .query("partition", String.class, "Its key; needed."),
        Operation.get(
                "/v1/lineage/{dataset}/impact",
                "Ask what breaks when a dataset or a column goes",
                Shape.of(ColumnImpact.class))
            .query("column", String.class, "The dataset as a whole unless given."),
        Operation.put(
            COLUMNS,
            "Record which columns a contract makes of which",
            LineageResource.Columns.class,
            Shape.fields(Map.of("recorded", Integer.class))),
        Operation.get(
            COLUMNS,
            "Read which columns a contract makes of which",
            Shape.of(LineageResource.Columns.class)));
  }

  private static Operation graph(Operation read) {
    return read.query("direction", String.class, "upstream, downstream or both, the usual one.")
        .query("depth", Integer.class, "How many steps away from the dataset.")
        .query("column", String.class, "Only what this column is made of, or goes into.")
        .query("at", Instant.class, "As it was at this instant; now unless given.");
  }
}
