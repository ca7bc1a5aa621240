package io.headgate.platform.batch;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.EventTime;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.PipelineVersion;
import java.util.List;

/**
 * What a contract says of how a dataset's rows are made and judged. Versions that differ elsewhere,
 * as in an owner or an alert, make the same rows, so a run of the one is a run of the other.
 *
 * <p>What is done to events before they are in raw, such as the filter or masks, is not part of it:
 * it changes raw first, and a run knows raw by its snapshot. So it is with the levels below.
 *
 * @param text the same text for the same rows
 */
record Recipe(String text) {
  static Recipe of(PipelineContract contract, BatchDataset dataset) {
    return new Recipe(
        Json.write(
            new Parts(
                dataset,
                dataset.sql(contract),
                dataset.inputs(contract),
                contract.eventId(),
                contract.eventTime(),
                contract.minimumScore())));
  }

  /** Whether a version of the pipeline made the dataset as the context's contract does. */
  static boolean isThatOf(BatchContext context, BatchDataset dataset, int version) {
    return version == context.contractVersion()
        || context
            .registry()
            .pipeline(context.contract().name(), version)
            .map(PipelineVersion::contract)
            .flatMap(then -> then.batchDataset(dataset.dataset()).map(each -> of(then, each)))
            .filter(of(context.contract(), dataset)::equals)
            .isPresent();
  }

  private record Parts(
      BatchDataset dataset,
      String sql,
      List<Input> inputs,
      String eventId,
      EventTime eventTime,
      double minimumScore) {}
}
