package io.headgate.platform.batch;

import io.headgate.platform.contract.Rollup;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batch protocol, written once: gate inputs, stage, check, publish, record. It makes one window
 * of several rollups of a pipeline from the same raw snapshot.
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
   * Treats every rollup, also when one before it was quarantined.
   *
   * @throws io.headgate.platform.job.HeadgateException when an input is not ready, a component is
   *     down, a commit's outcome is unknown, or another run has changed the same partitions
   */
  public List<RunOutcome> run(List<Rollup> rollups) {
    RunWindow window = context.window();
    new InputGate(context.registry()).requireOpen(context.contract().rawDataset(), window);
    RawInput raw = RawInput.of(context.spark(), context.contract(), window);
    EventsView.create(context.spark(), context.contract(), window, raw);
    List<RunOutcome> outcomes = new ArrayList<>();
    for (Rollup rollup : rollups) {
      context
          .spark()
          .sparkContext()
          .setJobDescription(
              "%s %s (%d of %d)"
                  .formatted(rollup.dataset(), window, outcomes.size() + 1, rollups.size()));
      RunOutcome outcome = new RollupRun(context, rollup, raw).run();
      LOG.info(
          "treated dataset={} window={} end={} rows={} run_key={} phases={}",
          outcome.dataset(),
          window,
          outcome.end(),
          outcome.rows(),
          outcome.key().abbreviated(),
          outcome.phases());
      outcome.failures().forEach(failure -> LOG.error("check failed {} {}", window, failure));
      outcomes.add(outcome);
    }
    return outcomes;
  }
}
