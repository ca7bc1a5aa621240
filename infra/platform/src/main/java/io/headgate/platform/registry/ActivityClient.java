package io.headgate.platform.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/** What goes on now, at a glance. Errors are those of {@link RegistryClient}. */
public final class ActivityClient {
  private final RegistryCalls calls;

  ActivityClient(RegistryCalls calls) {
    this.calls = calls;
  }

  /** What was committed in the last while, at most an hour, by dataset and writer. */
  public List<WriterActivity> writers(Duration last) {
    record Answer(List<WriterActivity> activity) {}
    return calls
        .find(
            "read what was committed lately",
            "/v1/activity?seconds=" + last.toSeconds(),
            Answer.class)
        .activity();
  }

  /** How every dataset stands. */
  public Standing standing() {
    return calls.find("read the overview", "/v1/overview", Standing.class);
  }

  /** Records what maintenance did; the same report again changes nothing. */
  public void postMaintenance(MaintenanceReport report) {
    calls.post(
        "record %s of %s".formatted(report.action(), report.dataset()),
        "/v1/maintenance-reports",
        report,
        JsonNode.class);
  }

  /** The newest report of every dataset and action, by both. */
  public List<MaintenanceReport> maintenance() {
    record Answer(List<MaintenanceReport> reports) {}
    return calls
        .find("read what maintenance did", "/v1/maintenance-reports", Answer.class)
        .reports();
  }
}
