package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * A dataset that a batch dataset is made from.
 *
 * @param dataset for example {@code raw.flights} or {@code reference.airports}
 * @param view name by which the SQL knows it; null means the dataset's noun
 * @param lookBack how far before a window it is read; null means not at all. What is not cut by
 *     time, such as a reference, is read as a whole
 * @param columns of another pipeline's dataset: Spark SQL type by column, of those that are read
 */
public record Input(
    String dataset,
    String view,
    @Nullable Duration lookBack,
    @Nullable Map<String, String> columns) {
  public Input {
    requireNonNull(dataset);
    view = view == null ? dataset.substring(dataset.indexOf('.') + 1) : view;
    lookBack = lookBack == null ? Duration.ZERO : lookBack;
    columns =
        columns == null
            ? Map.of()
            : Collections.unmodifiableMap(new TreeMap<String, String>(columns));
  }

  /** The events of a pipeline, each once. */
  static Input events(PipelineContract contract, Duration lookBack) {
    return new Input(contract.rawDataset(), BatchDataset.EVENTS, lookBack, null);
  }
}
