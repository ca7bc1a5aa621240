package io.headgate.platform.apply;

import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.platform.contract.ServingNames;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.RegistryClient;
import java.util.ArrayList;
import java.util.List;

/**
 * Names that another pipeline has. The registry refuses them too, but by then their tables would
 * have been taken for those of this pipeline.
 */
final class DatasetOwners implements Target {
  private final RegistryClient registry;

  DatasetOwners(RegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public List<Step> plan(PipelineContract contract) {
    List<String> taken = new ArrayList<>();
    for (Aggregate aggregate : contract.aggregates()) {
      compare(contract, aggregate.name(), ServingNames.datasets(aggregate.name()), taken);
    }
    for (Rollup rollup : contract.rollups()) {
      compare(contract, rollup.dataset(), ServingNames.datasets(rollup.name()), taken);
    }
    for (BatchDataset curated : contract.curated()) {
      compare(contract, curated.dataset(), List.of(curated.dataset()), taken);
    }
    if (!taken.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot apply pipeline %s: %s. Give its datasets other names."
              .formatted(contract.name(), String.join("; ", taken)));
    }
    return List.of();
  }

  /**
   * @param same datasets of which only one can be there
   */
  private void compare(
      PipelineContract contract, String dataset, List<String> same, List<String> taken) {
    for (String other : same) {
      registry
          .dataset(other)
          .map(Dataset::pipeline)
          .filter(owner -> !owner.equals(contract.name()))
          .ifPresent(
              owner ->
                  taken.add(
                      other.equals(dataset)
                          ? "%s belongs to pipeline %s".formatted(dataset, owner)
                          : "%s would have the name of %s of pipeline %s in ClickHouse and among the metrics"
                              .formatted(dataset, other, owner)));
    }
  }
}
