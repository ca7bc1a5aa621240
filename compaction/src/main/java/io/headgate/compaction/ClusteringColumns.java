package io.headgate.compaction;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import java.util.List;
import java.util.Set;

/**
 * The columns by which a dataset is clustered. A contract has no key for it; the keys of its
 * rollups already say by which dimensions its users look at the data, so those are taken: a
 * rollup's own key, and for raw the keys of all rollups.
 */
final class ClusteringColumns {
  private ClusteringColumns() {}

  /**
   * The columns, in the contract's order; empty for a dataset that is asked by none, such as
   * quarantine.
   *
   * @param columns what the table has; a rollup's SQL may compute a dimension that raw has not
   */
  static List<String> of(PipelineContract contract, String dataset, Set<String> columns) {
    boolean raw = dataset.equals(contract.rawDataset());
    return contract.rollups().stream()
        .filter(rollup -> raw || rollup.dataset().equals(dataset))
        .map(Rollup::key)
        .flatMap(List::stream)
        .distinct()
        .filter(columns::contains)
        .toList();
  }
}
