package io.headgate.registry.alert;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.registry.Incident;
import io.headgate.registry.rule.RuleAlert;
import java.time.Instant;
import java.util.List;

/**
 * What teams are told of: an incident, or an alert that a rule opened.
 *
 * @param name the field of a webhook's body that has the details
 * @param dedupKey the same for all that is told of it, so that a receiver knows a repeat
 * @param team the team that owns the pipeline
 * @param channel where it is told; empty for all channels of the team
 * @param severity as PagerDuty names it: critical, error or warning
 * @param kind what kind of thing happened
 * @param source dataset or metric that it is about
 */
public record Subject(
    String name,
    String dedupKey,
    String team,
    String channel,
    String severity,
    String kind,
    String pipeline,
    String source,
    String text,
    Instant since,
    Object details) {
  public Subject {
    requireNonNull(name);
    requireNonNull(dedupKey);
    requireNonNull(team);
    requireNonNull(channel);
    requireNonNull(severity);
    requireNonNull(kind);
    requireNonNull(pipeline);
    requireNonNull(source);
    requireNonNull(text);
    requireNonNull(since);
    requireNonNull(details);
  }

  public static Subject of(Incident incident, String team) {
    return new Subject(
        "incident",
        "headgate-incident-" + incident.id(),
        team,
        "",
        severity(incident.kind()),
        incident.kind(),
        incident.pipeline(),
        incident.dataset() == null ? incident.pipeline() : incident.dataset(),
        incident.text(),
        incident.openedAt(),
        incident);
  }

  /**
   * An alert is told where its rule says.
   *
   * @param channel the rule's, when it opened the alert
   */
  public static Subject of(RuleAlert alert, String team, String channel) {
    return new Subject(
        "alert",
        "headgate-alert-" + alert.alertId(),
        team,
        channel,
        "error",
        alert.condition().name(),
        alert.pipeline(),
        alert.metricName().toString(),
        alert.text(),
        alert.openedAt(),
        alert);
  }

  List<Channel> channels(Channels configured) {
    return channel.isEmpty() ? configured.of(team) : configured.named(channel);
  }

  private static String severity(String incidentKind) {
    return switch (incidentKind) {
      case Incident.QUERY_FAILED -> "critical";
      case Incident.SLA_AT_RISK, Incident.DEAD_LETTERS_GROW -> "warning";
      default -> "error";
    };
  }
}
