package io.headgate.local.airflow;

import io.headgate.airflow.client.AirflowLogin;
import io.headgate.airflow.client.ApiException;
import io.headgate.airflow.client.api.DagRunsApi;
import io.headgate.airflow.client.api.DagsApi;
import io.headgate.airflow.client.model.Dag;
import io.headgate.airflow.client.model.DagRun;
import io.headgate.airflow.client.model.DagRunClear;
import io.headgate.airflow.client.model.DagRunState;
import io.headgate.airflow.client.model.DagRunTrigger;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The runs of Airflow's DAGs, followed through its REST API. */
public final class AirflowRuns {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final AirflowCalls calls;
  private final DagsApi dags;
  private final DagRunsApi runs;

  private AirflowRuns(AirflowLogin login) {
    this.calls = new AirflowCalls(login);
    this.dags = new DagsApi(login.client());
    this.runs = new DagRunsApi(login.client());
  }

  /**
   * Logs in.
   *
   * @throws HeadgateException when Airflow does not answer or refuses the password
   */
  public static AirflowRuns login(String url, String user, String password) {
    try {
      return new AirflowRuns(AirflowLogin.login(URI.create(url), user, password));
    } catch (ApiException e) {
      throw failure("log in to Airflow at " + url + " as " + user, e);
    }
  }

  /** Waits until Airflow has read the DAG. */
  public void awaitDag(String dagId, Duration patience) throws InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    while (true) {
      try {
        Dag unused = calls.patiently(() -> dags.getDag(dagId));
        return;
      } catch (ApiException e) {
        if (e.getCode() != 404 || Instant.now().isAfter(deadline)) {
          throw failure("find DAG " + dagId, e);
        }
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** Runs whose logical dates lie in [first, last], oldest first. */
  public List<DagRun> between(String dagId, Instant first, Instant last) {
    try {
      return calls.runs(dagId, first.atOffset(ZoneOffset.UTC), last.atOffset(ZoneOffset.UTC));
    } catch (ApiException e) {
      throw failure("read the runs of DAG " + dagId, e);
    }
  }

  /**
   * Waits until each run in [first, last] has ended.
   *
   * @param expected how many runs there must be
   * @param progress told of each run that has ended, once
   * @return the ended runs, oldest first
   */
  public List<DagRun> awaitEnd(
      String dagId,
      Instant first,
      Instant last,
      int expected,
      Duration patience,
      Consumer<DagRun> progress)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    Set<String> told = new HashSet<>();
    while (true) {
      List<DagRun> all = between(dagId, first, last);
      List<DagRun> ended = all.stream().filter(run -> hasEnded(run.getState())).toList();
      ended.stream().filter(run -> told.add(run.getDagRunId())).forEach(progress);
      if (ended.size() == expected) {
        return ended;
      }
      if (Instant.now().isAfter(deadline)) {
        throw tooLate(
            dagId, patience, "%d of %d runs have ended".formatted(ended.size(), expected));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /**
   * Has a window run now, as an operator does who triggers it in the UI.
   *
   * @param start inclusive
   * @param end exclusive
   */
  public DagRun trigger(String dagId, Instant start, Instant end, Instant now) {
    DagRunTrigger trigger =
        new DagRunTrigger()
            .logicalDate(now.atOffset(ZoneOffset.UTC))
            .dataIntervalStart(start.atOffset(ZoneOffset.UTC))
            .dataIntervalEnd(end.atOffset(ZoneOffset.UTC));
    try {
      return calls.once(() -> runs.triggerDagRun(dagId, trigger));
    } catch (ApiException e) {
      throw failure("trigger DAG " + dagId, e);
    }
  }

  /** Waits until one run has ended. */
  public DagRun awaitEnd(DagRun run, Duration patience) throws InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    while (true) {
      DagRun now = read(run);
      if (hasEnded(now.getState())) {
        return now;
      }
      if (Instant.now().isAfter(deadline)) {
        throw tooLate(run.getDagId(), patience, "run " + run.getDagRunId() + " has not ended");
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private DagRun read(DagRun run) {
    try {
      return calls.patiently(() -> runs.getDagRun(run.getDagId(), run.getDagRunId()));
    } catch (ApiException e) {
      throw failure("read run " + run.getDagRunId() + " of DAG " + run.getDagId(), e);
    }
  }

  /** Has a run that ended done again, as an operator does who clears it in the UI. */
  public void clear(DagRun run) {
    try {
      DagRun unused =
          calls.once(
              () ->
                  runs.clearDagRun(
                      run.getDagId(), run.getDagRunId(), new DagRunClear().dryRun(false)));
    } catch (ApiException e) {
      throw failure("clear run " + run.getDagRunId() + " of DAG " + run.getDagId(), e);
    }
  }

  private static boolean hasEnded(DagRunState state) {
    return state == DagRunState.SUCCESS || state == DagRunState.FAILED;
  }

  private static HeadgateException tooLate(String dagId, Duration patience, String reason) {
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot wait longer for DAG %s: after %d s %s. Look at its page in Airflow."
            .formatted(dagId, patience.toSeconds(), reason));
  }

  private static HeadgateException failure(String purpose, ApiException e) {
    String reason = e.getCode() == 0 ? "it does not answer" : "it answers " + e.getCode();
    return new HeadgateException(
        ExitCode.DEPENDENCY_DOWN,
        "Cannot %s: %s. Look at `headgate status` and `headgate logs airflow-api-server`."
            .formatted(purpose, reason),
        e);
  }
}
