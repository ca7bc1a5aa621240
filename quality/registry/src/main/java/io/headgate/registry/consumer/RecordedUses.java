package io.headgate.registry.consumer;

import java.util.List;
import java.util.Map;

/**
 * Which columns of a pipeline's datasets are made of which columns of its events, as it was
 * recorded when the contract was applied.
 *
 * @param edges by dataset; one that is not in it was not recorded
 */
public record RecordedUses(Map<String, List<Edge>> edges) {
  public static final RecordedUses NONE = new RecordedUses(Map.of());

  /** In the place of a column: which rows there are. */
  static final String ROWS = "*";

  public RecordedUses {
    edges = Map.copyOf(edges);
  }

  /**
   * That a column of a dataset is made of a column of the events.
   *
   * @param from the events' column
   * @param to the dataset's column, or {@code *} for its rows
   * @param same whether it has the value as it is
   */
  public record Edge(String from, String to, boolean same) {}

  boolean knows(String dataset) {
    return edges.containsKey(dataset);
  }

  List<Edge> of(String dataset, String column) {
    return edges.getOrDefault(dataset, List.of()).stream()
        .filter(edge -> edge.from().equals(column))
        .toList();
  }
}
