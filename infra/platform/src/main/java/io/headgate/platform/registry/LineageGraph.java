package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * What a dataset is made from, and what is made from it.
 *
 * @param dataset the dataset that was asked for
 * @param column the column that was asked for; null for the dataset as a whole
 * @param at the instant whose state this is
 * @param nodes the dataset itself first, then nearer ones before farther ones
 * @param edges in the same order
 */
public record LineageGraph(
    String dataset, @Nullable String column, Instant at, List<Node> nodes, List<Edge> edges) {
  public LineageGraph {
    requireNonNull(dataset);
    requireNonNull(at);
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  /** Where to go from the dataset. */
  public enum Direction {
    UPSTREAM,
    DOWNSTREAM,
    BOTH
  }

  /**
   * A dataset.
   *
   * @param dataset the name by which the registry knows it
   * @param namespace of OpenLineage; {@code headgate} for what a pipeline fills or reads
   * @param kind {@code TOPIC}, {@code RAW}, {@code QUARANTINE}, {@code REFERENCE}, {@code
   *     AGGREGATE}, {@code ROLLUP}, {@code SERVING} (a ClickHouse table) or {@code EXTERNAL}
   * @param pipeline the pipeline that fills or reads it, or null
   * @param distance steps from the dataset that was asked for
   * @param masked columns with masked personal data, with how they are masked
   */
  public record Node(
      String dataset,
      String namespace,
      String kind,
      @Nullable String pipeline,
      int distance,
      Map<String, String> masked) {
    public Node {
      requireNonNull(dataset);
      requireNonNull(namespace);
      requireNonNull(kind);
      masked = Map.copyOf(masked);
    }
  }

  /**
   * That a job makes one dataset from another, with the newest run that did.
   *
   * @param from dataset that is read
   * @param to dataset that is written
   * @param jobNamespace {@code headgate} for jobs of the platform
   * @param job for example {@code raw-ingest:flights}
   * @param run run key, or query id and epoch as {@code <id>/<epoch>}, or OpenLineage's run id;
   *     null while none is known
   * @param snapshotId Iceberg snapshot that the run committed, or null
   * @param inputSnapshotId Iceberg snapshot of {@code from} that the run read, or null
   * @param offsets offsets of {@code from} that the run read, when it is a topic
   * @param runAt when the run committed, or null
   * @param columns which column goes into which
   */
  public record Edge(
      String from,
      String to,
      String jobNamespace,
      String job,
      @Nullable String run,
      @Nullable Long snapshotId,
      @Nullable Long inputSnapshotId,
      List<OffsetRange> offsets,
      @Nullable Instant runAt,
      List<ColumnEdge> columns) {
    public Edge {
      requireNonNull(from);
      requireNonNull(to);
      requireNonNull(jobNamespace);
      requireNonNull(job);
      offsets = List.copyOf(offsets);
      columns = List.copyOf(columns);
    }
  }
}
