package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.ColumnImpact;
import io.headgate.platform.registry.ColumnImpact.Consumer;
import io.headgate.platform.registry.ColumnImpact.Hit;
import io.headgate.platform.registry.ColumnImpact.Use;
import io.headgate.platform.registry.LineageGraph.Node;
import io.headgate.registry.lineage.ContractUses;
import io.headgate.registry.lineage.LineageWalk;
import io.headgate.registry.store.PipelineGraphs.Known;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What breaks when a column, or a dataset, goes. */
public final class ColumnImpacts {
  /** Deeper than any chain of datasets that a person could follow. */
  private static final int DEPTH = 100;

  private final Jdbi jdbi;
  private final Clock clock;
  private final PipelineGraphs pipelines;

  public ColumnImpacts(Jdbi jdbi, Clock clock, PipelineGraphs pipelines) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.pipelines = pipelines;
  }

  /**
   * The impact of a loss.
   *
   * @param column null when the dataset goes as a whole
   */
  public ColumnImpact of(String dataset, @Nullable String column) {
    Instant now = clock.instant();
    return jdbi.withHandle(
        handle -> {
          List<Known> known = pipelines.at(handle, now);
          LineageNodes nodes = LineageNodes.at(handle, known, now);
          LineageRows facts = nodes.facts();
          LineageWalk walk =
              LineageWalk.of(
                  facts, dataset, column == null ? ColumnEdge.ROWS : column, true, DEPTH);
          if (column == null) {
            walk = walk.with(LineageWalk.of(facts, dataset, null, true, DEPTH));
          }
          List<Node> found = nodes.of(walk.distances());
          requireKnown(facts, found, dataset, column);
          Map<String, Set<String>> gone = gone(walk, dataset, column);
          List<Use> uses =
              known.stream()
                  .flatMap(each -> ContractUses.of(each.contract(), gone).stream())
                  .toList();
          return new ColumnImpact(
              dataset,
              column,
              found.stream()
                  .filter(node -> !node.dataset().equals(dataset))
                  .map(node -> hit(node, gone))
                  .toList(),
              uses,
              consumers(handle, walk.distances().keySet()));
        });
  }

  private static void requireKnown(
      LineageRows facts, List<Node> found, String dataset, @Nullable String column) {
    if (found.isEmpty()) {
      throw Problem.notFound(
          "Dataset '%s' is in no lineage. Apply the pipeline that fills it, or correct the name."
              .formatted(dataset));
    }
    if (column == null) {
      return;
    }
    Set<String> columns = new TreeSet<>();
    facts.columnsFrom(Set.of(dataset)).forEach(edge -> columns.add(edge.fromColumn()));
    facts.columnsTo(Set.of(dataset)).forEach(edge -> columns.add(edge.toColumn()));
    columns.remove(ColumnEdge.ROWS);
    if (!columns.contains(column) && !columns.isEmpty()) {
      throw Problem.notFound(
          "No column '%s' of '%s' is in lineage, but these are: %s. Correct the name."
              .formatted(column, dataset, String.join(", ", columns)));
    }
  }

  /** What goes, by dataset, with {@link ColumnEdge#ROWS} where the rows do. */
  private static Map<String, Set<String>> gone(
      LineageWalk walk, String dataset, @Nullable String column) {
    Map<String, Set<String>> gone = new HashMap<>();
    for (ColumnEdge edge : walk.columns()) {
      gone.computeIfAbsent(edge.toDataset(), name -> new TreeSet<>()).add(edge.toColumn());
      if (column == null && edge.fromDataset().equals(dataset)) {
        gone.computeIfAbsent(dataset, name -> new TreeSet<>()).add(edge.fromColumn());
      }
    }
    if (column != null) {
      gone.computeIfAbsent(dataset, name -> new TreeSet<>()).add(column);
    }
    return gone;
  }

  private static Hit hit(Node node, Map<String, Set<String>> gone) {
    Set<String> columns = gone.getOrDefault(node.dataset(), Set.of(ColumnEdge.ROWS));
    return new Hit(
        node.dataset(),
        node.kind(),
        node.pipeline(),
        node.distance(),
        columns.stream().filter(name -> !name.equals(ColumnEdge.ROWS)).toList(),
        columns.contains(ColumnEdge.ROWS));
  }

  private static List<Consumer> consumers(Handle handle, Set<String> datasets) {
    return handle
        .createQuery(
            """
            SELECT consumer AS name, 'GATE' AS via, dataset, last_at FROM gate_consumer
            WHERE dataset = ANY(:datasets)
            UNION ALL
            SELECT job_namespace || '/' || job_name, 'OPENLINEAGE', dataset, max(last_at)
            FROM lineage_io WHERE dataset = ANY(:datasets) AND role = 'INPUT'
            GROUP BY job_namespace, job_name, dataset
            ORDER BY name, dataset
            """)
        .bindArray("datasets", String.class, List.copyOf(datasets))
        .map(
            (rs, context) ->
                new Consumer(
                    rs.getString("name"),
                    rs.getString("via"),
                    rs.getString("dataset"),
                    rs.getTimestamp("last_at").toInstant()))
        .list();
  }
}
