package io.headgate.local.airflow;

import io.headgate.airflow.client.model.DagRun;
import io.headgate.airflow.client.model.DagRunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What has become of the runs of a backfill, told as it happens. Not thread-safe. */
public final class BackfillProgress {
  private final int days;
  private final Instant startedAt;
  private final Map<String, DagRunState> told = new HashMap<>();
  private List<DagRun> ended = List.of();
  private boolean anyLeft = true;

  /**
   * Begins now.
   *
   * @param days how many runs there will be
   */
  public BackfillProgress(int days, Instant now) {
    this.days = days;
    this.startedAt = now;
  }

  /** Lines about what has changed since the last time. */
  public List<String> update(List<DagRun> runs, Instant now) {
    List<String> lines = new ArrayList<>();
    ended = runs.stream().filter(run -> hasEnded(run.getState())).toList();
    anyLeft = ended.size() < runs.size();
    for (DagRun run : runs) {
      DagRunState before = told.put(run.getDagRunId(), run.getState());
      if (run.getState() == before) {
        continue;
      }
      String day = run.getLogicalDate().toLocalDate().toString();
      if (run.getState() == DagRunState.RUNNING) {
        lines.add(day + " running");
      } else if (hasEnded(run.getState())) {
        lines.add(
            "%s %s%s".formatted(day, isCancelled(run) ? "cancelled" : run.getState(), rest(now)));
      }
    }
    return lines;
  }

  /** Whether all runs have ended. */
  public boolean isComplete() {
    return ended.size() >= days;
  }

  /** Whether nothing runs or waits, also when not all days have run. */
  public boolean isIdle() {
    return !anyLeft;
  }

  /** Runs that did not succeed. */
  public List<DagRun> failed() {
    return ended.stream()
        .filter(run -> run.getState() == DagRunState.FAILED && !isCancelled(run))
        .toList();
  }

  /** Runs that never began, as the backfill was cancelled. */
  public List<DagRun> cancelled() {
    return ended.stream().filter(BackfillProgress::isCancelled).toList();
  }

  /** Airflow fails the runs that wait, and only those that have run get an end. */
  private static boolean isCancelled(DagRun run) {
    return run.getState() == DagRunState.FAILED && run.getEndDate() == null;
  }

  private String rest(Instant now) {
    int left = days - ended.size();
    if (left <= 0) {
      return String.format(Locale.ROOT, "  %d of %d days", ended.size(), days);
    }
    Duration each = Duration.between(startedAt, now).dividedBy(Math.max(1, ended.size()));
    return String.format(
        Locale.ROOT,
        "  %d of %d days, about %d min for the rest",
        ended.size(),
        days,
        Math.max(1, each.multipliedBy(left).toMinutes()));
  }

  private static boolean hasEnded(DagRunState state) {
    return state == DagRunState.SUCCESS || state == DagRunState.FAILED;
  }
}
