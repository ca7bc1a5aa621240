package io.headgate.local.airflow;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.headgate.airflow.client.AirflowLogin;
import io.headgate.airflow.client.ApiException;
import io.headgate.airflow.client.api.DagRunsApi;
import io.headgate.airflow.client.model.DagRun;
import io.headgate.airflow.client.model.DagRunList;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of Airflow's REST API that outlast what following a long backfill meets: the end of a
 * token, and a restart of the API server.
 */
final class AirflowCalls {
  private static final int NO_ANSWER = 0;
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY_REQUESTS = 429;

  /** Airflow's own limit ({@code maximum_page_limit}), whatever more is asked for. */
  private static final int PAGE = 100;

  private static final RetryPolicy<Object> PATIENCE =
      RetryPolicy.builder()
          .handleIf(failure -> failure instanceof ApiException e && passes(e.getCode()))
          .withMaxRetries(-1)
          .withMaxDuration(Duration.ofMinutes(5))
          .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(15))
          .build();

  private final AirflowLogin login;
  private final DagRunsApi runs;

  AirflowCalls(AirflowLogin login) {
    this.login = login;
    this.runs = new DagRunsApi(login.client());
  }

  /** One call of the generated client. */
  interface Call<T> {
    T get() throws ApiException;
  }

  /** For what changes something: a call that Airflow did not let in is all that is repeated. */
  <T> T once(Call<T> call) throws ApiException {
    try {
      return call.get();
    } catch (ApiException e) {
      if (e.getCode() != UNAUTHORIZED) {
        throw e;
      }
      login.renew();
      return call.get();
    }
  }

  /** For what only reads: again for five minutes while Airflow does not serve. */
  <T> T patiently(Call<T> call) throws ApiException {
    try {
      return Failsafe.with(PATIENCE).get(() -> once(call));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof ApiException cause) {
        throw cause;
      }
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new ApiException(e);
    }
  }

  /** All runs of a DAG with logical dates in [first, last], oldest first. */
  List<DagRun> runs(String dagId, OffsetDateTime first, OffsetDateTime last) throws ApiException {
    List<DagRun> all = new ArrayList<>();
    while (true) {
      int offset = all.size();
      DagRunList page =
          patiently(() -> runs.listDagRuns(dagId, PAGE, offset, first, last, "logical_date"));
      all.addAll(page.getDagRuns());
      if (page.getDagRuns().isEmpty() || all.size() >= page.getTotalEntries()) {
        return List.copyOf(all);
      }
    }
  }

  private static boolean passes(int code) {
    return code == NO_ANSWER || code == TOO_MANY_REQUESTS || code >= 500;
  }
}
