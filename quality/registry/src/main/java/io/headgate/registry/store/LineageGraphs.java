package io.headgate.registry.store;

import static java.util.stream.Collectors.groupingBy;

import io.headgate.http.Problem;
import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.LineageGraph.Edge;
import io.headgate.platform.registry.LineageGraph.Node;
import io.headgate.registry.lineage.ContractGraph.Link;
import io.headgate.registry.lineage.LineageWalk;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What datasets are made from, and what is made from them. */
public final class LineageGraphs {
  private final Jdbi jdbi;
  private final Clock clock;
  private final PipelineGraphs pipelines;

  public LineageGraphs(Jdbi jdbi, Clock clock, PipelineGraphs pipelines) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.pipelines = pipelines;
  }

  /**
   * The graph around a dataset.
   *
   * @param column only what has to do with this column; null for all
   * @param at the state of this instant; null for now
   */
  public LineageGraph around(
      String dataset,
      Direction direction,
      int depth,
      @Nullable String column,
      @Nullable Instant at) {
    Instant when = at == null ? clock.instant() : at;
    return jdbi.withHandle(
        handle -> {
          LineageNodes nodes = LineageNodes.at(handle, pipelines.at(handle, when), when);
          LineageRows facts = nodes.facts();
          LineageWalk walk =
              LineageWalk.of(facts, dataset, column, direction != Direction.UPSTREAM, depth);
          if (direction == Direction.BOTH) {
            walk = walk.with(LineageWalk.of(facts, dataset, column, false, depth));
          }
          List<Node> found = nodes.of(walk.distances());
          if (found.isEmpty()) {
            throw Problem.notFound(
                "Dataset '%s' is in no lineage. Apply the pipeline that fills it, or correct the name."
                    .formatted(dataset));
          }
          Collection<ColumnEdge> columns =
              column == null ? facts.columnsFrom(walk.distances().keySet()) : walk.columns();
          return new LineageGraph(dataset, column, when, found, edges(handle, walk, columns, when));
        });
  }

  private static List<Edge> edges(
      Handle handle, LineageWalk walk, Collection<ColumnEdge> columns, Instant at) {
    LineageRuns runs = LineageRuns.of(handle, walk.links(), at);
    Map<List<String>, List<ColumnEdge>> byPair =
        columns.stream().collect(groupingBy(edge -> List.of(edge.fromDataset(), edge.toDataset())));
    return walk.links().stream()
        .map(
            link ->
                edge(
                    link,
                    runs.of(link),
                    byPair.getOrDefault(List.of(link.from(), link.to()), List.of())))
        .toList();
  }

  private static Edge edge(Link link, @Nullable LineageRuns.Newest run, List<ColumnEdge> columns) {
    if (run == null) {
      return new Edge(
          link.from(),
          link.to(),
          link.jobNamespace(),
          link.job(),
          null,
          null,
          null,
          List.of(),
          null,
          columns);
    }
    return new Edge(
        link.from(),
        link.to(),
        link.jobNamespace(),
        link.job(),
        run.run(),
        // What the writer's run committed is a snapshot of the writer's dataset and of no other.
        link.to().equals(link.writer()) ? run.snapshotId() : null,
        link.from().equals(link.writer()) ? run.snapshotId() : run.inputs().get(link.from()),
        run.offsets().stream().filter(range -> range.topic().equals(link.from())).toList(),
        run.at(),
        columns);
  }
}
