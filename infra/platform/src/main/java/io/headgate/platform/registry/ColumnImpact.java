package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What breaks when a column, or a dataset, goes.
 *
 * @param dataset the dataset
 * @param column its column; null when the dataset goes as a whole
 * @param datasets what is made from it, nearer ones first
 * @param uses rules, keys and checks of contracts that name it or a column made from it
 * @param consumers who reads it, or what is made from it
 */
public record ColumnImpact(
    String dataset,
    @Nullable String column,
    List<Hit> datasets,
    List<Use> uses,
    List<Consumer> consumers) {
  public ColumnImpact {
    requireNonNull(dataset);
    datasets = List.copyOf(datasets);
    uses = List.copyOf(uses);
    consumers = List.copyOf(consumers);
  }

  /**
   * A dataset that is made from it.
   *
   * @param columns its columns that are made from it
   * @param rows whether it decides which rows there are, and so breaks every column
   */
  public record Hit(
      String dataset,
      String kind,
      @Nullable String pipeline,
      int distance,
      List<String> columns,
      boolean rows) {
    public Hit {
      requireNonNull(dataset);
      requireNonNull(kind);
      columns = List.copyOf(columns);
    }
  }

  /**
   * A place in a contract.
   *
   * @param pipeline whose contract
   * @param kind {@code FILTER}, {@code RULE}, {@code EVENT_ID}, {@code EVENT_TIME}, {@code
   *     ENRICHMENT}, {@code KEY} or {@code CHECK}
   * @param dataset the dataset whose column it names
   * @param column that column
   * @param name name of the rule, reference, aggregate, rollup or check
   */
  public record Use(String pipeline, String kind, String dataset, String column, String name) {
    public Use {
      requireNonNull(pipeline);
      requireNonNull(kind);
      requireNonNull(dataset);
      requireNonNull(column);
      requireNonNull(name);
    }
  }

  /**
   * A reader.
   *
   * @param name of the consumer, or {@code <namespace>/<job>}
   * @param via {@code GATE} when it asked the dataset's gate, {@code OPENLINEAGE} when it is a job
   * @param lastAt when it was last heard of
   */
  public record Consumer(String name, String via, String dataset, Instant lastAt) {
    public Consumer {
      requireNonNull(name);
      requireNonNull(via);
      requireNonNull(dataset);
      requireNonNull(lastAt);
    }
  }
}
