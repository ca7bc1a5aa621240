package io.headgate.registry.lineage;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A dataset as an OpenLineage event names it.
 *
 * @param namespace for example {@code kafka://broker:9092}
 * @param name within the namespace
 * @param aliases its other names, by the facet {@code symlinks}
 * @param node with its facets
 */
public record LineageDataset(
    String namespace, String name, List<LineageDataset> aliases, JsonNode node) {
  public LineageDataset {
    requireNonNull(namespace);
    requireNonNull(name);
    aliases = List.copyOf(aliases);
    requireNonNull(node);
  }

  /** Reads one; the caller has seen that namespace and name are texts. */
  static LineageDataset of(JsonNode node) {
    List<LineageDataset> aliases = new ArrayList<>();
    for (JsonNode link : node.at("/facets/symlinks/identifiers")) {
      if (link.path("namespace").isTextual() && link.path("name").isTextual()) {
        aliases.add(
            new LineageDataset(
                link.path("namespace").asText(), link.path("name").asText(), List.of(), link));
      }
    }
    return new LineageDataset(
        node.path("namespace").asText(), node.path("name").asText(), aliases, node);
  }
}
