package io.headgate.local.airflow;

import io.headgate.airflow.client.AirflowLogin;
import io.headgate.airflow.client.ApiException;
import io.headgate.airflow.client.api.BackfillsApi;
import io.headgate.airflow.client.model.Backfill;
import io.headgate.airflow.client.model.BackfillRequest;
import io.headgate.airflow.client.model.DagRun;
import io.headgate.airflow.client.model.ReprocessBehavior;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.net.URI;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The backfills of one DAG, through Airflow's REST API. */
public final class AirflowBackfills {
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final String url;
  private final String dagId;
  private final AirflowCalls calls;
  private final BackfillsApi backfills;

  private AirflowBackfills(String url, String dagId, AirflowLogin login) {
    this.url = url;
    this.dagId = dagId;
    this.calls = new AirflowCalls(login);
    this.backfills = new BackfillsApi(login.client());
  }

  /**
   * Logs in.
   *
   * @param url where the API server listens
   * @throws HeadgateException with DEPENDENCY_DOWN when Airflow does not answer or refuses
   */
  public static AirflowBackfills login(String url, String user, String password, String dagId) {
    try {
      return new AirflowBackfills(url, dagId, AirflowLogin.login(URI.create(url), user, password));
    } catch (ApiException e) {
      throw failure("log in to Airflow at " + url + " as " + user, e);
    }
  }

  public String dagId() {
    return dagId;
  }

  /** Where a run is in Airflow's UI. */
  public String page(DagRun run) {
    return "%s/dags/%s/runs/%s".formatted(url, dagId, run.getDagRunId());
  }

  /**
   * Starts a backfill, one run at a time.
   *
   * @param first first day, inclusive
   * @param last last day, inclusive
   * @param maxRate records per second
   * @throws HeadgateException with NOT_READY while another backfill of the DAG goes on
   */
  public Backfill start(LocalDate first, LocalDate last, long maxRate) {
    BackfillRequest request =
        new BackfillRequest()
            .dagId(dagId)
            .fromDate(start(first))
            .toDate(start(last))
            .reprocessBehavior(ReprocessBehavior.COMPLETED)
            .maxActiveRuns(1)
            .dagRunConf(Map.of("max_rate", maxRate));
    try {
      return calls.once(() -> backfills.createBackfill(request));
    } catch (ApiException e) {
      if (e.getCode() == CONFLICT) {
        throw new HeadgateException(
            ExitCode.NOT_READY,
            "Cannot start a backfill of %s: Airflow has one backfill of a DAG at a time, and %s. Follow it with --follow, end it with --cancel, or wait."
                .formatted(
                    dagId,
                    running()
                        .map(AirflowBackfills::text)
                        .orElse("the last one ended a moment ago, which it notices within 30 s")),
            e);
      }
      if (e.getCode() == NOT_FOUND) {
        throw new HeadgateException(
            ExitCode.BAD_CONFIGURATION,
            "Cannot start a backfill: Airflow has no DAG %s. Apply the pipeline (headgate apply), correct its name, or wait a minute for Airflow to read it."
                .formatted(dagId),
            e);
      }
      throw failure("start a backfill of " + dagId, e);
    }
  }

  /** The backfill that goes on, if one does. */
  public Optional<Backfill> running() {
    try {
      return calls.once(() -> backfills.listBackfills(dagId, 1, "-id")).getBackfills().stream()
          .filter(backfill -> backfill.getCompletedAt() == null)
          .findFirst();
    } catch (ApiException e) {
      throw failure("read the backfills of " + dagId, e);
    }
  }

  /** Whether no more of its runs start: all have ended, or it was cancelled. */
  public boolean isOver(Backfill backfill) {
    try {
      return calls.patiently(() -> backfills.getBackfill(backfill.getId())).getCompletedAt()
          != null;
    } catch (ApiException e) {
      throw failure("read backfill " + backfill.getId(), e);
    }
  }

  /** Lets no more runs start; those that wait are failed, without an end. */
  public void cancel(Backfill backfill) {
    try {
      Backfill unused = calls.once(() -> backfills.cancelBackfill(backfill.getId()));
    } catch (ApiException e) {
      if (e.getCode() != CONFLICT) {
        throw failure("cancel backfill " + backfill.getId(), e);
      }
    }
  }

  /** Its runs so far, the first day first. */
  public List<DagRun> runs(Backfill backfill) {
    try {
      return calls.runs(dagId, backfill.getFromDate(), backfill.getToDate());
    } catch (ApiException e) {
      throw failure("read the runs of " + dagId, e);
    }
  }

  /** For example {@code backfill 7, 2026-11-12 to 2026-11-19, goes on}. */
  public static String text(Backfill backfill) {
    return "backfill %d, %s to %s, goes on"
        .formatted(
            backfill.getId(),
            backfill.getFromDate().toLocalDate(),
            backfill.getToDate().toLocalDate());
  }

  private static OffsetDateTime start(LocalDate date) {
    return date.atStartOfDay().atOffset(ZoneOffset.UTC);
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
