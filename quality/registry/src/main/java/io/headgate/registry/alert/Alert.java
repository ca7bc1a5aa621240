package io.headgate.registry.alert;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.Incident;
import java.util.Set;

/**
 * Something to be told of an incident.
 *
 * @param team the team that owns the pipeline
 * @param deliveredTo digests of the channels that have it already
 * @param attempts how often its delivery was begun, this one included
 */
public record Alert(
    long alertId,
    Action action,
    Incident incident,
    String team,
    Set<String> deliveredTo,
    int attempts) {
  public Alert {
    requireNonNull(action);
    requireNonNull(incident);
    requireNonNull(team);
    deliveredTo = Set.copyOf(deliveredTo);
  }

  /** Whether the incident began or has passed. */
  public enum Action {
    TRIGGER,
    RESOLVE
  }

  /** The same for all that is told of one incident, so that a receiver knows a repeat. */
  public String dedupKey() {
    return "headgate-incident-" + incident.id();
  }

  /** As PagerDuty names it: critical, error or warning. */
  public String severity() {
    return switch (incident.kind()) {
      case Incident.QUERY_FAILED -> "critical";
      case Incident.SLA_AT_RISK, Incident.DEAD_LETTERS_GROW -> "warning";
      default -> "error";
    };
  }
}
