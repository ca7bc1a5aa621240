package io.headgate.registry.http;

import io.headgate.http.Caller;
import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.platform.alert.AlertRule;
import io.headgate.registry.alert.Channels;
import io.headgate.registry.rule.RuleDraft;
import io.headgate.registry.rule.RuleVersion;
import io.headgate.registry.store.AlertRules;
import io.headgate.registry.store.Alerts;
import io.headgate.registry.store.Alerts.Firing;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;

/** Rules that tell people of metrics. */
public final class AlertRulesResource {
  private static final String RULES = "/v1/alert-rules";
  private static final String RULE = RULES + "/{rule_id}";

  private final AlertRules rules;
  private final Alerts alerts;

  public AlertRulesResource(AlertRules rules, Alerts alerts) {
    this.rules = rules;
    this.alerts = alerts;
  }

  public void install(Javalin http) {
    http.post(RULES, this::create, Role.ENGINEER);
    http.get(RULES, this::list, Role.READER);
    http.get(RULE, context -> answer(context, rules.find(id(context))), Role.READER);
    http.put(
        RULE,
        context ->
            answer(context, rules.replace(id(context), draft(context), Caller.of(context).name())),
        Role.ENGINEER);
    http.patch(
        RULE,
        context ->
            answer(
                context,
                rules.patch(id(context), Requests.object(context), Caller.of(context).name())),
        Role.ENGINEER);
    http.delete(
        RULE,
        context -> answer(context, rules.delete(id(context), Caller.of(context).name())),
        Role.ENGINEER);
    http.get(RULE + "/versions", this::versions, Role.READER);
    http.get(RULE + "/firings", this::firings, Role.READER);
  }

  static long id(Context context) {
    return number(context.pathParam("rule_id"));
  }

  /** The number of a rule. */
  static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Problem.badRequest("'" + text + "' is no alert rule's number. See /v1/alert-rules.");
    }
  }

  private static RuleDraft draft(Context context) {
    return RuleDraft.read(Requests.object(context));
  }

  private void create(Context context) {
    RuleVersion created = rules.create(draft(context), Caller.of(context).name());
    context.status(201).json(shown(context, created.rule()));
  }

  private static void answer(Context context, RuleVersion version) {
    context.json(shown(context, version.rule()));
  }

  /** The address of a channel may be a secret, and is not for everybody who reads. */
  private static AlertRule shown(Context context, AlertRule rule) {
    if (Caller.of(context).role().compareTo(Role.ENGINEER) >= 0) {
      return rule;
    }
    return new AlertRule(
        rule.id(),
        rule.version(),
        rule.pipeline(),
        rule.metricName(),
        rule.condition(),
        rule.threshold(),
        rule.windowSeconds(),
        rule.dimensions(),
        Channels.withoutSecret(rule.notificationChannel()),
        rule.enabled(),
        rule.createdAt(),
        rule.updatedAt());
  }

  private void list(Context context) {
    Page page = Page.of(context);
    AlertRules.Filter filter =
        new AlertRules.Filter(
            context.queryParam("pipeline"), context.queryParam("metric"), enabled(context));
    List<AlertRule> found =
        rules.page(filter, page.above(), page.fetch()).stream()
            .map(version -> shown(context, version.rule()))
            .toList();
    context.json(page.answer("alert_rules", found, AlertRule::id));
  }

  @Nullable
  private static Boolean enabled(Context context) {
    String text = context.queryParam("enabled");
    if (text == null || text.isEmpty()) {
      return null;
    }
    if (!Set.of("true", "false").contains(text)) {
      throw Problem.badRequest("Parameter 'enabled' is '" + text + "'. Send true or false.");
    }
    return Boolean.valueOf(text);
  }

  private void versions(Context context) {
    Page page = Page.of(context);
    List<RuleVersion> found =
        rules.versions(id(context), page.below(), page.fetch()).stream()
            .map(
                version ->
                    new RuleVersion(
                        shown(context, version.rule()),
                        version.change(),
                        version.changedAt(),
                        version.changedBy()))
            .toList();
    context.json(
        page.answer("versions", found, version -> Integer.toString(version.rule().version())));
  }

  private void firings(Context context) {
    Page page = Page.of(context);
    context.json(
        page.answer(
            "firings",
            alerts.firings(id(context), page.below(), page.fetch()),
            (Firing firing) -> Long.toString(firing.firingId())));
  }
}
