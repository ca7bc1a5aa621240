package io.headgate.registry.lineage;

import static java.util.stream.Collectors.toSet;

import io.headgate.platform.registry.ColumnEdge;
import io.headgate.registry.lineage.ContractGraph.Link;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/** From one dataset, or one of its columns, step by step to what it is connected with. */
public final class LineageWalk {
  private final LineageFacts facts;
  private final Map<String, Integer> distances = new LinkedHashMap<>();
  private final Set<Link> links = new LinkedHashSet<>();
  private final Set<ColumnEdge> columns = new LinkedHashSet<>();

  private LineageWalk(LineageFacts facts, String dataset) {
    this.facts = facts;
    distances.put(dataset, 0);
  }

  private record Place(String dataset, String column) {}

  /**
   * Walks.
   *
   * @param column null for the dataset as a whole, {@link ColumnEdge#ROWS} for any of its columns
   * @param down to what is made from it, or up to what it is made from
   * @param depth how many steps
   */
  public static LineageWalk of(
      LineageFacts facts, String dataset, @Nullable String column, boolean down, int depth) {
    LineageWalk walk = new LineageWalk(facts, dataset);
    if (column == null) {
      walk.byDataset(dataset, down, depth);
    } else {
      walk.byColumn(new Place(dataset, column), down, depth);
    }
    return walk;
  }

  /** Both walks as one; the smaller distance counts. */
  public LineageWalk with(LineageWalk other) {
    other.distances.forEach((dataset, steps) -> distances.merge(dataset, steps, Math::min));
    links.addAll(other.links);
    columns.addAll(other.columns);
    return this;
  }

  private void byDataset(String dataset, boolean down, int depth) {
    Set<String> frontier = Set.of(dataset);
    Set<String> seen = new HashSet<>(frontier);
    for (int step = 1; step <= depth && !frontier.isEmpty(); step++) {
      Collection<Link> found = down ? facts.linksFrom(frontier) : facts.linksTo(frontier);
      links.addAll(found);
      Set<String> next = new LinkedHashSet<>();
      for (Link link : found) {
        String end = down ? link.to() : link.from();
        if (seen.add(end)) {
          next.add(end);
          distances.putIfAbsent(end, step);
        }
      }
      frontier = next;
    }
  }

  private void byColumn(Place place, boolean down, int depth) {
    Set<Place> frontier = Set.of(place);
    Set<Place> seen = new HashSet<>(frontier);
    for (int step = 1; step <= depth && !frontier.isEmpty(); step++) {
      Set<String> datasets = frontier.stream().map(Place::dataset).collect(toSet());
      Set<Link> pairs = new LinkedHashSet<>();
      Set<Place> next = new LinkedHashSet<>();
      for (ColumnEdge edge : down ? facts.columnsFrom(datasets) : facts.columnsTo(datasets)) {
        if (down ? leaves(edge, frontier) : enters(edge, frontier, datasets)) {
          columns.add(edge);
          pairs.add(pair(edge.fromDataset(), edge.toDataset()));
          Place end =
              down
                  ? new Place(edge.toDataset(), edge.toColumn())
                  : new Place(edge.fromDataset(), edge.fromColumn());
          if (seen.add(end)) {
            next.add(end);
            distances.putIfAbsent(end.dataset(), step);
          }
        }
      }
      for (Link link : down ? facts.linksFrom(datasets) : facts.linksTo(datasets)) {
        if (pairs.contains(pair(link.from(), link.to()))) {
          links.add(link);
        }
      }
      frontier = next;
    }
  }

  private static Link pair(String from, String to) {
    return new Link(from, to, "", "", "");
  }

  /** Rows that go take every column with them. */
  private static boolean leaves(ColumnEdge edge, Set<Place> frontier) {
    return frontier.contains(new Place(edge.fromDataset(), edge.fromColumn()))
        || frontier.contains(new Place(edge.fromDataset(), ColumnEdge.ROWS));
  }

  /** What decides about the rows decides about the column. */
  private static boolean enters(ColumnEdge edge, Set<Place> frontier, Set<String> datasets) {
    return frontier.contains(new Place(edge.toDataset(), edge.toColumn()))
        || frontier.contains(new Place(edge.toDataset(), ColumnEdge.ROWS))
        || (edge.toColumn().equals(ColumnEdge.ROWS) && datasets.contains(edge.toDataset()));
  }

  /** Steps to each dataset, the first one itself included. */
  public Map<String, Integer> distances() {
    return Collections.unmodifiableMap(distances);
  }

  public Set<Link> links() {
    return Collections.unmodifiableSet(links);
  }

  /** The columns that were walked along; empty for a walk by datasets. */
  public Set<ColumnEdge> columns() {
    return Collections.unmodifiableSet(columns);
  }
}
