package io.headgate.registry.store;

import io.headgate.platform.registry.Incident;
import io.headgate.registry.alert.Subject;
import io.headgate.registry.rule.RuleAlert;
import org.jdbi.v3.core.Handle;

/** What there is to tell of incidents and alerts, on one connection. */
final class Subjects {
  private final Handle handle;

  Subjects(Handle handle) {
    this.handle = handle;
  }

  Subject incident(long id) {
    Incident incident =
        handle
            .createQuery(
                """
                SELECT incident_id AS id, kind, pipeline, dataset, text, opened_at, closed_at
                FROM incident WHERE incident_id = :id
                """)
            .bind("id", id)
            .mapTo(Incident.class)
            .one();
    return Subject.of(incident, team(incident.pipeline()));
  }

  Subject alert(long id) {
    RuleAlert alert = new AlertRows(handle).find(id);
    return Subject.of(alert, team(alert.pipeline()), channel(id));
  }

  /** What has passed is told where it was told that it began. */
  private String channel(long alertId) {
    return handle
        .createQuery(
            """
            SELECT v.notification_channel
            FROM alert a JOIN alert_rule_version v
              ON v.rule_id = a.rule_id AND v.version = a.rule_version
            WHERE a.alert_id = :id
            """)
        .bind("id", alertId)
        .mapTo(String.class)
        .one();
  }

  private String team(String pipeline) {
    return handle
        .createQuery(
            """
            SELECT v.owner_team FROM pipeline p JOIN pipeline_version v USING (pipeline_id)
            WHERE p.name = :pipeline ORDER BY v.version DESC LIMIT 1
            """)
        .bind("pipeline", pipeline)
        .mapTo(String.class)
        .findOne()
        .orElse("");
  }
}
