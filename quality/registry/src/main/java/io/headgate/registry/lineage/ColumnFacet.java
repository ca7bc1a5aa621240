package io.headgate.registry.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.ColumnEdge.Kind;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import javax.annotation.Nullable;

/** Reads OpenLineage's facet {@code columnLineage} of a dataset that was written. */
public final class ColumnFacet {
  private static final int LONGEST_NAME = 2000;
  private static final String MASKED = "MASKED";

  private final BinaryOperator<String> sources;
  private final String dataset;
  private final Set<ColumnEdge> edges = new LinkedHashSet<>();

  private ColumnFacet(BinaryOperator<String> sources, String dataset) {
    this.sources = sources;
    this.dataset = dataset;
  }

  /** All edges of an event; what a facet says in another shape says nothing. */
  public static Set<ColumnEdge> of(OpenLineageEvent event, DatasetNames names) {
    // The facet has no aliases of the inputs that it names; the event has them.
    BinaryOperator<String> sources =
        (namespace, name) ->
            event.inputs().stream()
                .filter(input -> input.namespace().equals(namespace) && input.name().equals(name))
                .findFirst()
                .map(names::of)
                .orElseGet(() -> names.of(namespace, name));
    Set<ColumnEdge> edges = new LinkedHashSet<>();
    for (LineageDataset output : event.outputs()) {
      edges.addAll(of(output, names.of(output), sources));
    }
    return edges;
  }

  private static Set<ColumnEdge> of(
      LineageDataset output, String dataset, BinaryOperator<String> sources) {
    ColumnFacet facet = new ColumnFacet(sources, dataset);
    JsonNode json = output.node().at("/facets/columnLineage");
    for (Map.Entry<String, JsonNode> field : json.path("fields").properties()) {
      for (JsonNode input : field.getValue().path("inputFields")) {
        // The first version of the facet said it once per field, and not per input.
        facet.add(input, field.getKey(), field.getValue().path("transformationType").asText(""));
      }
    }
    for (JsonNode input : json.path("dataset")) {
      facet.add(input, ColumnEdge.ROWS, "");
    }
    return facet.edges;
  }

  private void add(JsonNode input, String column, String formerType) {
    String from = input.path("field").asText("");
    boolean complete =
        input.path("namespace").isTextual()
            && input.path("name").isTextual()
            && !from.isEmpty()
            && from.length() <= LONGEST_NAME
            && column.length() <= LONGEST_NAME;
    if (!complete) {
      return;
    }
    String source = sources.apply(input.path("namespace").asText(), input.path("name").asText());
    JsonNode transformations = input.path("transformations");
    if (transformations.isEmpty()) {
      boolean rows = column.equals(ColumnEdge.ROWS);
      boolean masked = formerType.equals(MASKED);
      edges.add(
          new ColumnEdge(
              source,
              from,
              dataset,
              column,
              rows ? Kind.INDIRECT : Kind.DIRECT,
              rows ? "FILTER" : formerType.equals("IDENTITY") ? formerType : "TRANSFORMATION",
              masked ? MASKED : null));
    }
    for (JsonNode transformation : transformations) {
      boolean indirect = transformation.path("type").asText("").equalsIgnoreCase("INDIRECT");
      edges.add(
          new ColumnEdge(
              source,
              from,
              dataset,
              column,
              indirect ? Kind.INDIRECT : Kind.DIRECT,
              subtype(transformation, indirect),
              masking(transformation)));
    }
  }

  private static String subtype(JsonNode transformation, boolean indirect) {
    String subtype = transformation.path("subtype").asText("").toUpperCase(Locale.ROOT);
    boolean usable = !subtype.isBlank() && subtype.length() <= LONGEST_NAME;
    return usable ? subtype : indirect ? "CONDITIONAL" : "TRANSFORMATION";
  }

  @Nullable
  private static String masking(JsonNode transformation) {
    return transformation.path("masking").asBoolean(false) ? MASKED : null;
  }
}
