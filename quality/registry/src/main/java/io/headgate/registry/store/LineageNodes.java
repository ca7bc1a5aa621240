package io.headgate.registry.store;

import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.LineageGraph.Node;
import io.headgate.registry.lineage.DatasetNames;
import io.headgate.registry.store.PipelineGraphs.Known;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** What each dataset of lineage is, at an instant. */
final class LineageNodes {
  private static final String EXTERNAL = "EXTERNAL";
  private static final String TOPIC = "TOPIC";

  private final Handle handle;
  private final List<Known> pipelines;
  private final Instant at;
  private final Map<String, Kind> kinds = new HashMap<>();

  private record Kind(String kind, String pipeline) {}

  private LineageNodes(Handle handle, List<Known> pipelines, Instant at) {
    this.handle = handle;
    this.pipelines = pipelines;
    this.at = at;
    for (Known known : pipelines) {
      known
          .graph()
          .kinds()
          .forEach((name, kind) -> kinds.putIfAbsent(name, new Kind(kind, known.pipeline())));
    }
  }

  static LineageNodes at(Handle handle, List<Known> pipelines, Instant at) {
    return new LineageNodes(handle, pipelines, at);
  }

  LineageRows facts() {
    return new LineageRows(handle, pipelines, at);
  }

  DatasetNames names() {
    return new DatasetNames(kinds.keySet());
  }

  /** Those that are known, nearer ones first. */
  List<Node> of(Map<String, Integer> distances) {
    Map<String, String> namespaces = namespaces(distances.keySet());
    Map<String, Map<String, String>> masked = masked(distances.keySet());
    List<Node> nodes = new ArrayList<>();
    distances.forEach(
        (name, distance) -> {
          Kind kind = kinds.get(name);
          if (kind != null || namespaces.containsKey(name)) {
            nodes.add(
                new Node(
                    name,
                    kind == null ? namespaces.get(name) : DatasetNames.OURS,
                    kind == null ? EXTERNAL : kind.kind(),
                    // Several pipelines may read one topic.
                    kind == null || kind.kind().equals(TOPIC) ? null : kind.pipeline(),
                    distance,
                    masked.getOrDefault(name, Map.of())));
          }
        });
    nodes.sort(Comparator.comparingInt(Node::distance));
    return nodes;
  }

  private Map<String, String> namespaces(Set<String> datasets) {
    Map<String, String> namespaces = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT dataset, namespace FROM lineage_dataset
            WHERE dataset = ANY(:datasets) AND first_at <= :at
            """)
        .bindArray("datasets", String.class, List.copyOf(datasets))
        .bind("at", at)
        .map((rs, context) -> Map.entry(rs.getString("dataset"), rs.getString("namespace")))
        .forEach(row -> namespaces.put(row.getKey(), row.getValue()));
    return namespaces;
  }

  private Map<String, Map<String, String>> masked(Set<String> datasets) {
    Map<String, Map<String, String>> masked = new HashMap<>();
    for (ColumnEdge edge : facts().maskedColumns(datasets)) {
      masked
          .computeIfAbsent(edge.toDataset(), name -> new TreeMap<>())
          .merge(
              edge.toColumn(),
              edge.masking(),
              (one, other) -> one.equals(other) ? one : one + ", " + other);
    }
    return masked;
  }
}
