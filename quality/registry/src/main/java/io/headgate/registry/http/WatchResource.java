package io.headgate.registry.http;

import io.headgate.http.Role;
import io.headgate.registry.store.Freshness;
import io.javalin.Javalin;
import java.util.Map;

/** What the watchers know: how fresh datasets are. */
public final class WatchResource {
  private final Freshness freshness;

  public WatchResource(Freshness freshness) {
    this.freshness = freshness;
  }

  public void install(Javalin http) {
    http.get(
        "/v1/freshness",
        context -> context.json(Map.of("freshness", freshness.all())),
        Role.READER);
  }
}
