package io.headgate.platform.registry;

import static io.headgate.platform.registry.RegistryCalls.segment;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.annotation.Nullable;

/** Where datasets and their columns come from. Errors are those of {@link RegistryClient}. */
public final class LineageClient {
  private final RegistryCalls calls;

  LineageClient(RegistryCalls calls) {
    this.calls = calls;
  }

  /** Where the columns of a pipeline's datasets come from; takes the place of what was there. */
  public void putColumnEdges(String pipeline, int version, List<ColumnEdge> edges) {
    calls.put(
        "record the column lineage of " + pipeline,
        columnLineage(pipeline, version),
        Map.of("edges", edges),
        JsonNode.class);
  }

  /** As it was recorded; empty when none was. */
  public List<ColumnEdge> columnEdges(String pipeline, int version) {
    record Answer(List<ColumnEdge> edges) {}
    return calls
        .find(
            "read the column lineage of " + pipeline,
            columnLineage(pipeline, version),
            Answer.class)
        .edges();
  }

  private static String columnLineage(String pipeline, int version) {
    return "/v1/pipelines/%s/versions/%d/column-lineage".formatted(segment(pipeline), version);
  }

  /**
   * What a dataset is made from, or what is made from it.
   *
   * @param column only what has to do with this column; null for all
   * @param at the state of this instant; null for now
   */
  public LineageGraph of(
      String dataset,
      LineageGraph.Direction direction,
      int depth,
      @Nullable String column,
      @Nullable Instant at) {
    return calls.find(
        "read the lineage of " + dataset,
        "/v1/lineage?dataset=%s&direction=%s&depth=%d%s%s"
            .formatted(
                segment(dataset),
                direction.name().toLowerCase(Locale.ROOT),
                depth,
                column == null ? "" : "&column=" + segment(column),
                at == null ? "" : "&at=" + segment(at.toString())),
        LineageGraph.class);
  }

  /** Which events made a partition. */
  public EventOrigin eventsOf(String dataset, String partition) {
    return calls.find(
        "ask which events made %s of %s".formatted(partition, dataset),
        "/v1/lineage/%s/events?partition=%s".formatted(segment(dataset), segment(partition)),
        EventOrigin.class);
  }

  /**
   * What breaks when a column goes.
   *
   * @param column null when the dataset goes as a whole
   */
  public ColumnImpact impact(String dataset, @Nullable String column) {
    return calls.find(
        "ask for the impact of " + dataset,
        "/v1/lineage/%s/impact%s"
            .formatted(segment(dataset), column == null ? "" : "?column=" + segment(column)),
        ColumnImpact.class);
  }
}
