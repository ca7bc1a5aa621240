package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import java.util.List;

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
    if (columns.isEmpty() != (strategy == Strategy.BIN_PACK)) {
      throw new IllegalArgumentException(strategy + " by " + columns);
    }
  }

  public static Layout binPack() {
    return new Layout(Strategy.BIN_PACK, List.of());
  }

  public static Layout zOrder(List<String> columns) {
    return new Layout(Strategy.Z_ORDER, columns);
  }

  /** {@code bin-pack}, {@code z-order(origin, destination)}; written in snapshot summaries. */
  @Override
  public String toString() {
    return columns.isEmpty()
        ? strategy.toString()
        : strategy + "(" + String.join(", ", columns) + ")";
  }
}
