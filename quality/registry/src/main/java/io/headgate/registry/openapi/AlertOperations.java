package io.headgate.registry.openapi;

import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.contract.MetricName;
import io.headgate.platform.registry.SignalReceipt;
import io.headgate.registry.http.AlertsResource;
import io.headgate.registry.rule.RuleVersion;
import io.headgate.registry.store.Alerts;
import io.headgate.registry.store.Deliveries;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/** Rules that tell people of metrics, and what was told. */
final class AlertOperations {
  private static final String RULE = "/v1/alert-rules/{rule_id}";

  private AlertOperations() {}

  /** What a rule is made of, as RuleDraft reads it. */
  record Request(
      MetricName metricName,
      AlertCondition condition,
      @Nullable Double threshold,
      long windowSeconds,
      @Nullable Map<String, String> dimensions,
      String notificationChannel,
      @Nullable Boolean enabled) {}

  /** Some of what a rule is made of. */
  record Patch(
      @Nullable MetricName metricName,
      @Nullable AlertCondition condition,
      @Nullable Double threshold,
      @Nullable Long windowSeconds,
      @Nullable Map<String, String> dimensions,
      @Nullable String notificationChannel,
      @Nullable Boolean enabled) {}

  static List<Operation> all() {
    return List.of(
        Operation.post(
                "/v1/alert-rules", "Make an alert rule", Request.class, Shape.of(AlertRule.class))
            .created(),
        Operation.get(
                "/v1/alert-rules",
                "List the alert rules that were not deleted",
                Shape.page("alert_rules", AlertRule.class))
            .query("pipeline", String.class, "All unless given.")
            .query("metric", String.class, "<aggregate>.<measure>; all unless given.")
            .query("enabled", Boolean.class, "Only those that are judged, or are not.")
            .paged(),
        Operation.get(RULE, "Read an alert rule", Shape.of(AlertRule.class)),
        Operation.put(
            RULE,
            "Put another alert rule in the place of one",
            Request.class,
            Shape.of(AlertRule.class)),
        Operation.patch(
            RULE,
            "Change the fields of an alert rule that are sent",
            Patch.class,
            Shape.of(AlertRule.class)),
        Operation.delete(
            RULE, "Delete an alert rule; its history stays", Shape.of(AlertRule.class)),
        Operation.get(
                RULE + "/versions",
                "List the versions of an alert rule, newest first",
                Shape.page("versions", RuleVersion.class))
            .paged(),
        Operation.get(
                RULE + "/firings",
                "List the windows in which an alert rule fired, newest first",
                Shape.page("firings", Alerts.Firing.class))
            .paged(),
        Operation.post(
            "/v1/alert-signals",
            "Tell what alert rules say of windows; a repeat changes nothing",
            AlertsResource.Signals.class,
            Shape.of(SignalReceipt.class)),
        Operation.get(
                "/v1/alerts",
                "List the alerts that rules opened, newest first",
                Shape.page("alerts", Alerts.Story.class))
            .query("open", Boolean.class, "Only those that last.")
            .query("rule", String.class, "The rule's number; all unless given.")
            .paged(),
        Operation.get(
                "/v1/alert-deliveries",
                "List what teams were told of incidents and alerts, newest first",
                Shape.page("deliveries", Deliveries.Delivery.class))
            .query(
                "state",
                String.class,
                "dead, pending, delivered, refused, gave_up or no_channel; all unless given.")
            .paged(),
        Operation.post(
            "/v1/alert-deliveries/{id}/retry",
            "Send again what is dead",
            null,
            Shape.of(Deliveries.Delivery.class)));
  }
}
