package io.headgate.platform.batch;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RegistryRefusedException;
import io.headgate.platform.registry.RunReport;
import java.time.Instant;
import java.util.Map;

/**
 * Tells the registry that a published partition stands for newer inputs too, without a run: they
 * hold the same for it.
 *
 * @param context of the partition
 */
record Confirmation(BatchContext context, BatchDataset dataset) {
  /**
   * Reports it.
   *
   * @param published the run that published the partition
   * @param inputs snapshots for which it stands
   * @return false when the registry refuses it, as operators no longer accept what had failed
   */
  boolean of(RunReport published, Map<String, Long> inputs) {
    RunWindow window = context.window();
    String partition = window.partitionKeys().get(0);
    RunKey key =
        RunKey.of(dataset.dataset(), window, Recipe.of(context.contract(), dataset), inputs);
    while (context.registry().run(key.value()).isPresent()) {
      key = key.judgedAnew();
    }
    Instant now = context.clock().instant();
    try {
      context
          .registry()
          .postRun(
              new RunReport(
                  key.value(),
                  dataset.dataset(),
                  context.contract().name(),
                  context.contractVersion(),
                  window.start(),
                  window.end(),
                  PartitionState.PUBLISHED,
                  Map.of(partition, published.partitionRows().getOrDefault(partition, 0L)),
                  published.checks(),
                  inputs,
                  published.publication(),
                  now,
                  now));
      return true;
    } catch (RegistryRefusedException e) {
      return false;
    }
  }
}
