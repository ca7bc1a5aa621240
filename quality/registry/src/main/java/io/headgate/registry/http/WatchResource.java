package io.headgate.registry.http;

import io.headgate.http.Role;
import io.headgate.registry.store.Alerts;
import io.headgate.registry.store.Alerts.Told;
import io.headgate.registry.store.Freshness;
import io.javalin.Javalin;
import java.util.Map;

/** What the watchers know: how fresh datasets are, and what teams were told. */
public final class WatchResource {
  private final Freshness freshness;
  private final Alerts alerts;

  public WatchResource(Freshness freshness, Alerts alerts) {
    this.freshness = freshness;
    this.alerts = alerts;
  }

  public void install(Javalin http) {
    http.get(
        "/v1/freshness",
        context -> context.json(Map.of("freshness", freshness.all())),
        Role.READER);
    http.get(
        "/v1/alerts",
        context -> {
          Page page = Page.of(context);
          context.json(
              page.answer(
                  "alerts",
                  alerts.page(page.below(), page.fetch()),
                  (Told told) -> Long.toString(told.alertId())));
        },
        Role.READER);
  }
}
