package io.headgate.platform.contract;

import java.time.Duration;
import java.util.List;

/**
 * A dataset that batch makes window by window, from inputs that are gated. Its rows have {@code
 * window_start} and {@code window_end}, which say to which partition they belong.
 */
public sealed interface BatchDataset permits Rollup, Sessions, Funnel, Transform {
  /** The view by which SQL over events knows them. */
  String EVENTS = "events";

  /**
   * A view that transforms can read beside their inputs: {@code window_start} and {@code
   * window_end} of each window of the run.
   */
  String WINDOWS = "windows";

  String name();

  /** The job that makes a dataset of such a name, and writer of its ledger rows. */
  static String job(String dataset) {
    return (dataset.startsWith(Transform.NAMESPACE) ? "curate:" : "rollup:") + dataset;
  }

  /** Namespace and table, for example {@code curated.visits}. */
  String dataset();

  /** Width of its windows and partitions. */
  Grain grain();

  /** With {@code window_start} they identify a row. */
  List<String> key();

  /** What a partition must satisfy to be published. */
  List<Check> checks();

  /** What it is made from; at least one, each as a view of its own. */
  List<Input> inputs(PipelineContract contract);

  /**
   * Spark SQL over the views of its inputs. With a look-back it also yields rows of windows before
   * the run's, from too little input; those are left out.
   */
  String sql(PipelineContract contract);

  /** How far before a window its inputs reach. */
  default Duration lookBack(PipelineContract contract) {
    return inputs(contract).stream()
        .map(Input::lookBack)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
