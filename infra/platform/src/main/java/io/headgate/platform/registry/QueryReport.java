package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * Where a streaming query stands, as its driver tells every few seconds. A newer report takes the
 * place of the one before.
 *
 * @param query for example {@code raw-ingest:flights}
 * @param pipeline pipeline name
 * @param state where it stands
 * @param reason why it does not run, or null while it does
 * @param remedy what a person can do about it, or null
 * @param since when it came to be in this state
 * @param restarts how often it was started again since its driver started
 * @param partitions its lag; empty when it is not known
 * @param reportedAt when this was so
 * @param batch its newest batch, or null when it has finished none since its driver started
 */
public record QueryReport(
    String query,
    String pipeline,
    QueryState state,
    @Nullable String reason,
    @Nullable String remedy,
    Instant since,
    int restarts,
    List<PartitionLag> partitions,
    Instant reportedAt,
    @Nullable BatchProgress batch) {
  public QueryReport {
    requireNonNull(query);
    requireNonNull(pipeline);
    requireNonNull(state);
    requireNonNull(since);
    partitions = List.copyOf(partitions);
    requireNonNull(reportedAt);
  }

  /** Of a query that has finished no batch. */
  public QueryReport(
      String query,
      String pipeline,
      QueryState state,
      @Nullable String reason,
      @Nullable String remedy,
      Instant since,
      int restarts,
      List<PartitionLag> partitions,
      Instant reportedAt) {
    this(query, pipeline, state, reason, remedy, since, restarts, partitions, reportedAt, null);
  }

  /** Offsets behind, over all partitions. */
  public long offsetsBehind() {
    return partitions.stream().mapToLong(PartitionLag::offsetsBehind).sum();
  }

  /** How far the partition that is furthest behind is behind. */
  public double secondsBehind() {
    return partitions.stream().mapToDouble(PartitionLag::secondsBehind).max().orElse(0);
  }
}
