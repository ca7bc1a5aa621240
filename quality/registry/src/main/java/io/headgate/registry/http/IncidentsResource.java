package io.headgate.registry.http;

import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.platform.registry.Incident;
import io.headgate.registry.store.IncidentRequest;
import io.headgate.registry.store.Incidents;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;

/** What somebody must look at; newest first. */
public final class IncidentsResource {
  private final Incidents incidents;

  public IncidentsResource(Incidents incidents) {
    this.incidents = incidents;
  }

  public void install(Javalin http) {
    http.post(
        "/v1/incidents",
        context -> context.json(incidents.open(Requests.body(context, IncidentRequest.class))),
        Role.OPERATOR);
    http.post("/v1/incidents/{id}/close", this::close, Role.OPERATOR);
    http.get("/v1/incidents", this::page, Role.READER);
  }

  private void close(Context context) {
    String id = context.pathParam("id");
    long number =
        SchemaVersions.number(id)
            .orElseThrow(() -> Problem.badRequest("'" + id + "' is no incident's number."));
    context.json(incidents.close(number));
  }

  private void page(Context context) {
    Page page = Page.of(context);
    List<Incident> found =
        incidents.page("true".equals(context.queryParam("open")), page.below(), page.fetch());
    context.json(page.answer("incidents", found, incident -> Long.toString(incident.id())));
  }
}
