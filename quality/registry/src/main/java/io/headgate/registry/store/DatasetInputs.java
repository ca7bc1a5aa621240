package io.headgate.registry.store;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Input;
import io.headgate.platform.contract.PipelineContract;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** What batch datasets are made from, by their newest contract. */
final class DatasetInputs {
  private final Handle handle;

  DatasetInputs(Handle handle) {
    this.handle = handle;
  }

  void declare(BatchDataset dataset, PipelineContract contract) {
    Map<String, Duration> lookBacks = new TreeMap<>();
    for (Input input : dataset.inputs(contract)) {
      lookBacks.merge(
          input.dataset(),
          input.lookBack(),
          (one, other) -> one.compareTo(other) > 0 ? one : other);
    }
    handle
        .createUpdate("DELETE FROM dataset_input WHERE dataset = :dataset")
        .bind("dataset", dataset.dataset())
        .execute();
    lookBacks.forEach(
        (input, lookBack) ->
            handle
                .createUpdate(
                    """
                    INSERT INTO dataset_input (dataset, input, look_back)
                    VALUES (:dataset, :input, make_interval(secs => :seconds))
                    """)
                .bind("dataset", dataset.dataset())
                .bind("input", input)
                .bind("seconds", (double) lookBack.toSeconds())
                .execute());
  }
}
