package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.actions.RewriteDataFilesSparkAction;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/**
 * What a rewrite makes of a partition's files.
 *
 * @param strategy how rows are arranged
 * @param columns what they are clustered by; empty for a bin-pack
 */
public record Layout(Strategy strategy, List<String> columns) {
  public Layout {
    requireNonNull(strategy);
    columns = List.copyOf(columns);
    if (strategy == Strategy.MEASURED || columns.isEmpty() != (strategy == Strategy.BIN_PACK)) {
      throw new IllegalArgumentException(strategy + " by " + columns);
    }
  }

  public static Layout binPack() {
    return new Layout(Strategy.BIN_PACK, List.of());
  }

  public static Layout zOrder(List<String> columns) {
    return new Layout(Strategy.Z_ORDER, columns);
  }

  public static Layout sort(List<String> columns) {
    return new Layout(Strategy.SORT, columns);
  }

  /** Iceberg's rewrite of a table to this layout, which is still to be started. */
  RewriteDataFilesSparkAction arrange(SparkSession session, Table table) {
    RewriteDataFilesSparkAction action = SparkActions.get(session).rewriteDataFiles(table);
    return switch (strategy) {
      case Z_ORDER -> action.zOrder(columns.toArray(String[]::new));
      case SORT -> {
        SortOrder.Builder order = SortOrder.builderFor(table.schema());
        columns.forEach(order::asc);
        yield action.sort(order.build());
      }
      case BIN_PACK, MEASURED -> action.binPack();
    };
  }

  /** {@code bin-pack}, {@code z-order(origin, destination)}; written in snapshot summaries. */
  @Override
  public String toString() {
    return columns.isEmpty()
        ? strategy.toString()
        : strategy + "(" + String.join(", ", columns) + ")";
  }
}
