package io.headgate.registry.http;

import io.headgate.http.Role;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.registry.store.LedgerTotals;
import io.headgate.registry.store.MaintenanceReports;
import io.headgate.registry.store.MaintenanceReports.Newest;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** What was committed lately, and what maintenance did. */
public final class ActivityResource {
  private static final int USUAL_SECONDS = 60;
  private static final int MOST_SECONDS = 3600;

  private final Jdbi jdbi;
  private final MaintenanceReports maintenance;
  private final Clock clock;

  public ActivityResource(Jdbi jdbi, MaintenanceReports maintenance, Clock clock) {
    this.jdbi = jdbi;
    this.maintenance = maintenance;
    this.clock = clock;
  }

  public void install(Javalin http) {
    http.get("/v1/activity", this::activity, Role.READER);
    http.post(
        "/v1/maintenance-reports",
        context ->
            context.json(
                Map.of(
                    "recorded",
                    maintenance.record(Requests.body(context, MaintenanceReport.class)))),
        Role.OPERATOR);
    http.get(
        "/v1/maintenance-reports",
        context ->
            context.json(
                Map.of("reports", maintenance.newest().stream().map(Newest::report).toList())),
        Role.READER);
  }

  private void activity(Context context) {
    long seconds = Requests.number(context, "seconds", USUAL_SECONDS, 1, MOST_SECONDS);
    context.json(
        Map.of("activity", LedgerTotals.since(jdbi, clock.instant().minusSeconds(seconds))));
  }
}
