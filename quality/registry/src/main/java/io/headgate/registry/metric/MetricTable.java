package io.headgate.registry.metric;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * The windows that a metric is read from. Every name in it is the contract's own, so it may stand
 * in SQL.
 *
 * @param view of database {@code analyst} in ClickHouse
 * @param rollup what batch makes final, or null for an aggregate that no rollup finalizes: it stays
 *     provisional
 * @param key dimensions
 */
record MetricTable(String view, @Nullable Rollup rollup, List<String> key) {
  MetricTable {
    key = List.copyOf(key);
  }

  /** Of an aggregate's or a rollup's name. */
  static Optional<MetricTable> of(PipelineContract contract, String name) {
    Optional<Aggregate> aggregate = contract.aggregate(name);
    if (aggregate.isPresent()) {
      return Optional.of(of(contract, aggregate.get()));
    }
    return contract.rollup(name).map(MetricTable::of);
  }

  private static MetricTable of(PipelineContract contract, Aggregate aggregate) {
    return new MetricTable(
        aggregate.name(),
        contract.rollups().stream()
            .filter(rollup -> aggregate.name().equals(rollup.finalizes()))
            .findFirst()
            .orElse(null),
        aggregate.key());
  }

  private static MetricTable of(Rollup rollup) {
    return new MetricTable(rollup.servingTable(), rollup, rollup.key());
  }

  /** Of windows that are published there is a rollup. */
  Rollup requireRollup() {
    return Objects.requireNonNull(rollup, "no rollup finalizes " + view);
  }

  /** Null where no rollup says it. */
  @Nullable
  Grain grain() {
    return rollup == null ? null : rollup.grain();
  }

  /** The dataset whose partitions and gates decide, if there is one. */
  Optional<String> dataset() {
    return Optional.ofNullable(rollup).map(Rollup::dataset);
  }

  /** Rollups of other grains with the same dimensions; any of them may show the same measure. */
  List<MetricTable> siblings(PipelineContract contract) {
    return contract.rollups().stream()
        .filter(
            other -> other.grain() != grain() && Set.copyOf(other.key()).equals(Set.copyOf(key)))
        .map(MetricTable::of)
        .toList();
  }

  /** Whether one of the two is made of the other, or both of a third. */
  boolean isLinkedTo(MetricTable other, PipelineContract contract) {
    return rollup != null
        && other.rollup != null
        && bottom(rollup, contract).equals(bottom(other.rollup, contract));
  }

  private static String bottom(Rollup rollup, PipelineContract contract) {
    Rollup at = rollup;
    while (at.from() != null) {
      at = contract.rollup(at.from()).orElseThrow();
    }
    return at.name();
  }
}
