package io.headgate.platform.batch;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run would do.
 *
 * @param dataset the dataset
 * @param window the window, as people read it
 * @param runs whether it would be computed; otherwise nothing is to do
 * @param reason why
 */
public record RunForecast(String dataset, String window, boolean runs, String reason) {
  static RunForecast of(
      BatchContext context,
      BatchDataset dataset,
      RunInputs inputs,
      Optional<RunReport> recorded,
      Optional<Long> undoneBy) {
    String name = dataset.dataset();
    if (recorded.isPresent()) {
      boolean published = recorded.get().state() == PartitionState.PUBLISHED;
      return new RunForecast(
          name,
          context.window().toString(),
          false,
          published
              ? "published from the same input in the same way"
              : "the same rows failed their checks; mend them or accept them first");
    }
    return new RunForecast(
        name,
        context.window().toString(),
        true,
        undoneBy
            .map("its rows in the lake were changed by snapshot %d, which is of no run"::formatted)
            .orElseGet(() -> since(context, dataset, inputs)));
  }

  /** How the run differs from the one that decided the window's state last. */
  private static String since(BatchContext context, BatchDataset dataset, RunInputs inputs) {
    String first = context.window().partitionKeys().get(0);
    Optional<RunReport> last =
        context.registry().partitions(dataset.dataset()).stream()
            .filter(partition -> partition.partitionKey().equals(first))
            .flatMap(partition -> Optional.ofNullable(partition.runKey()).stream())
            .findFirst()
            .flatMap(context.registry()::run);
    if (last.isEmpty()) {
      return "never made";
    }
    if (!Recipe.isThatOf(context, dataset, last.get().contractVersion())) {
      return "made otherwise by version %d of the contract, which is at %d"
          .formatted(last.get().contractVersion(), context.contractVersion());
    }
    List<String> changed = new ArrayList<>();
    inputs
        .keys()
        .forEach(
            (input, snapshot) -> {
              if (!snapshot.equals(last.get().inputs().get(input))) {
                changed.add(input);
              }
            });
    return changed.isEmpty()
        ? "not finished, or to be judged anew"
        : "changed since it was made: " + String.join(", ", changed);
  }
}
