package io.headgate.platform.batch;

import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.Input;
import io.headgate.platform.job.LogContext;
import io.headgate.platform.job.PartFailures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batch protocol, written once: gate inputs, stage, check, publish, record. It makes one window
 * of several datasets of a pipeline; those that read the same do so from the same snapshots.
 *
 * <p>A run may be repeated at any time: a repeat finds the run key in the table's snapshots and
 * adds only what an earlier attempt did not come to.
 */
public final class BatchRun {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);

  private final BatchContext context;

  public BatchRun(BatchContext context) {
    this.context = context;
  }

  /**
   * Treats every dataset, in this order, also when one before it was quarantined or failed.
   *
   * @throws io.headgate.platform.job.HeadgateException when an input is not ready, a component is
   *     down, a commit's outcome is unknown, or another run has changed the same partitions
   * @see PartFailures
   */
  public List<RunOutcome> run(List<? extends BatchDataset> datasets) {
    return run(datasets, false);
  }

  /**
   * As {@link #run}, and makes windows again that are recorded as published, and whose rows in the
   * lake something else than a run has changed since, for example by deleting them.
   */
  public List<RunOutcome> remake(List<? extends BatchDataset> datasets) {
    return run(datasets, true);
  }

  /** What {@link #remake} would do, and why; the inputs' gates are not asked. */
  public List<RunForecast> forecast(List<? extends BatchDataset> datasets) {
    return datasets.stream()
        .map(
            dataset -> {
              List<Input> declared = dataset.inputs(context.contract());
              RunInputs inputs = RunInputs.ungated(context, declared);
              return new DatasetRun(context, dataset, inputs, true).forecast();
            })
        .toList();
  }

  private List<RunOutcome> run(List<? extends BatchDataset> datasets, boolean remake) {
    RunWindow window = context.window();
    Map<List<Input>, RunInputs> opened = new HashMap<>();
    List<RunOutcome> outcomes = new ArrayList<>();
    PartFailures failures = new PartFailures();
    for (BatchDataset dataset : datasets) {
      context
          .spark()
          .sparkContext()
          .setJobDescription(
              "%s %s (%d of %d)"
                  .formatted(
                      dataset.dataset(), window, datasets.indexOf(dataset) + 1, datasets.size()));
      failures
          .attempt(
              "dataset=%s window=%s".formatted(dataset.dataset(), window),
              () -> made(dataset, opened, remake))
          .ifPresent(outcomes::add);
    }
    failures.throwIfAny();
    return outcomes;
  }

  private RunOutcome made(
      BatchDataset dataset, Map<List<Input>, RunInputs> opened, boolean remake) {
    RunInputs inputs =
        opened.computeIfAbsent(
            dataset.inputs(context.contract()), declared -> RunInputs.open(context, declared));
    inputs.createViews();
    DatasetRun run = new DatasetRun(context, dataset, inputs, remake);
    List<RunOutcome> outcomes = new ArrayList<>();
    LogContext.run(context.contract().name(), run.key().abbreviated())
        .during(() -> outcomes.add(treat(run, context.window())));
    return outcomes.get(0);
  }

  private static RunOutcome treat(DatasetRun run, RunWindow window) {
    RunOutcome outcome = run.run();
    LOG.info(
        "treated dataset={} window={} end={} rows={} phases={}",
        outcome.dataset(),
        window,
        outcome.end(),
        outcome.rows(),
        outcome.phases());
    outcome.failures().forEach(failure -> LOG.error("check failed {} {}", window, failure));
    return outcome;
  }
}
