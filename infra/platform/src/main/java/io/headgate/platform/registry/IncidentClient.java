package io.headgate.platform.registry;

import java.util.List;
import javax.annotation.Nullable;

/** Incidents, which people are to look at. Errors are those of {@link RegistryClient}. */
public final class IncidentClient {
  private final RegistryCalls calls;

  IncidentClient(RegistryCalls calls) {
    this.calls = calls;
  }

  /** Opens an incident; while the same one is open, that one is answered. */
  public Incident open(String kind, String pipeline, @Nullable String dataset, String text) {
    record Opening(String kind, String pipeline, @Nullable String dataset, String text) {}
    return calls.post(
        "open incident " + kind + " of " + pipeline,
        "/v1/incidents",
        new Opening(kind, pipeline, dataset, text),
        Incident.class);
  }

  public Incident close(long id) {
    return calls.post(
        "close incident " + id, "/v1/incidents/" + id + "/close", List.of(), Incident.class);
  }

  /** The newest incidents that last, at most 1000, newest first. */
  public List<Incident> allOpen() {
    record Page(List<Incident> incidents) {}
    return calls
        .find("read the incidents", "/v1/incidents?open=true&limit=1000", Page.class)
        .incidents();
  }
}
