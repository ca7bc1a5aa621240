package io.headgate.registry.http;

import io.headgate.http.BodySize;
import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.platform.registry.RunReport;
import io.headgate.registry.store.Runs;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.Map;

/** Batch runs that ended. */
public final class RunsResource {
  private final Runs runs;

  public RunsResource(Runs runs) {
    this.runs = runs;
  }

  public void install(Javalin http) {
    http.post(
        "/v1/runs",
        context ->
            context.json(Map.of("recorded", runs.record(Requests.body(context, RunReport.class)))),
        Role.OPERATOR,
        BodySize.LARGE);
    http.get("/v1/runs/{run_key}", this::read, Role.READER);
  }

  private void read(Context context) {
    String runKey = context.pathParam("run_key");
    context.json(
        runs.find(runKey)
            .orElseThrow(() -> Problem.notFound("Run '" + runKey + "' is not recorded.")));
  }
}
