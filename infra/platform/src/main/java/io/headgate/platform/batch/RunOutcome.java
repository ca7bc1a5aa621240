package io.headgate.platform.batch;

import io.headgate.platform.registry.CheckResult;
import io.headgate.platform.registry.CheckResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the run of one dataset ended.
 *
 * @param dataset the dataset
 * @param key run key
 * @param end what happened
 * @param rows rows of the window; 0 when nothing was to do
 * @param checks outcome of every check
 * @param phases time taken per phase, in order
 */
public record RunOutcome(
    String dataset,
    RunKey key,
    End end,
    long rows,
    List<CheckResult> checks,
    Map<String, Duration> phases) {

  /** What a run can end with. */
  public enum End {
    /** This run published the window. */
    PUBLISHED,
    /** An earlier attempt, or one beside this, had published it; what was missing was added. */
    COMPLETED,
    /** The registry had recorded the run already. */
    NOTHING_TO_DO,
    /** The rows failed their checks; readers keep the last good state. */
    QUARANTINED
  }

  /** Details of the failed checks. */
  public List<String> failures() {
    return checks.stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(check -> check.name() + ": " + check.detail())
        .toList();
  }
}
