package io.headgate.registry.store;

import io.headgate.registry.store.Deliveries.State;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Whether people were told, for those who watch the service. */
public final class Untold {
  private final Jdbi jdbi;

  public Untold(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  private record Count(State state, long deliveries) {}

  private record OpenAlerts(String pipeline, long alerts) {}

  /** What was not delivered, by how far it came. */
  public Map<State, Long> counts() {
    Map<State, Long> counts = new EnumMap<>(State.class);
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT state, count(*) AS deliveries FROM alert_delivery
                    WHERE state <> 'DELIVERED' GROUP BY state
                    """)
                .map(
                    (rs, context) ->
                        new Count(State.valueOf(rs.getString("state")), rs.getLong("deliveries")))
                .forEach(count -> counts.put(count.state(), count.deliveries())));
    return counts;
  }

  /** Since when the oldest that waits was tried, or could have been; empty if nothing waits. */
  public Optional<Instant> waitsSince() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT min(coalesce(d.begun_at, CASE d.action
                      WHEN 'TRIGGER' THEN coalesce(i.opened_at, a.opened_at)
                      ELSE coalesce(i.closed_at, a.resolved_at) END))
                    FROM alert_delivery d
                    LEFT JOIN incident i USING (incident_id)
                    LEFT JOIN alert a ON a.alert_id = d.alert_id
                    WHERE d.state = 'PENDING'
                    """)
                .mapTo(Instant.class)
                .findOne());
  }

  /** How many alerts last, of each pipeline; 0 for one that has none. */
  public Map<String, Long> openAlerts() {
    Map<String, Long> open = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT p.name, count(lasting.alert_id) AS alerts FROM pipeline p
                    LEFT JOIN (
                      SELECT a.alert_id, v.pipeline FROM alert a
                      JOIN alert_rule_version v
                        ON v.rule_id = a.rule_id AND v.version = a.rule_version
                      WHERE a.resolved_at IS NULL) lasting ON lasting.pipeline = p.name
                    GROUP BY p.name
                    """)
                .map((rs, context) -> new OpenAlerts(rs.getString("name"), rs.getLong("alerts")))
                .forEach(each -> open.put(each.pipeline(), each.alerts())));
    return open;
  }
}
