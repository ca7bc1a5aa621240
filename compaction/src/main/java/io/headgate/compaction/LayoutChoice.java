package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.spark.sql.SparkSession;

/**
 * Turns a strategy into the layout of one table: by the keys of the contract's rollups, or by
 * measuring what the recorded queries skip.
 *
 * @param queries of this table
 */
record LayoutChoice(
    SparkSession session, PipelineContract contract, Strategy strategy, RecordedQueries queries) {
  LayoutChoice {
    requireNonNull(session);
    requireNonNull(contract);
    requireNonNull(strategy);
    requireNonNull(queries);
  }

  /**
   * The layout; a trial writes a table of its own to find it.
   *
   * @throws HeadgateException when nothing says by what to cluster
   */
  Layout of(String dataset, Table table) {
    return find(dataset, table)
        .orElseThrow(
            () ->
                new HeadgateException(
                    ExitCode.BAD_CONFIGURATION,
                    strategy == Strategy.MEASURED
                        ? "Cannot compact %s: no recorded query has a condition on a column to order it by. Give --queries, or another --strategy."
                            .formatted(dataset)
                        : "Cannot compact %s: no rollup of pipeline %s has a key in %s to cluster it by. Use --strategy bin-pack."
                            .formatted(dataset, contract.name(), dataset)));
  }

  /** The layout; empty when nothing says by what to cluster. */
  Optional<Layout> find(String dataset, Table table) {
    if (strategy == Strategy.BIN_PACK) {
      return Optional.of(Layout.binPack());
    }
    if (strategy == Strategy.MEASURED) {
      if (queries.isEmpty() || table.currentSnapshot() == null) {
        return Optional.empty();
      }
      Map<Layout, Skipping> measured = new LayoutTrial(session, dataset, table, queries).measure();
      return Optional.ofNullable(LayoutTrial.best(measured, present(table)));
    }
    Set<String> columns = new HashSet<>();
    table.schema().columns().stream().map(NestedField::name).forEach(columns::add);
    List<String> keys = ClusteringColumns.of(contract, dataset, columns);
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(strategy == Strategy.SORT ? Layout.sort(keys) : Layout.zOrder(keys));
  }

  /** The layout that most bytes of the table are in; null when they are in none. */
  @Nullable
  private static String present(Table table) {
    Map<String, Long> bytes = new HashMap<>();
    for (PartitionFiles partition : TableFiles.of(table)) {
      for (FileFacts file : partition.files()) {
        bytes.merge(Objects.requireNonNullElse(file.layout(), ""), file.bytes(), Long::sum);
      }
    }
    return bytes.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(null);
  }
}
