package io.headgate.registry.http;

import io.headgate.http.Role;
import io.headgate.platform.registry.RawPublication;
import io.headgate.registry.store.RawPublications;
import io.javalin.Javalin;
import java.util.Map;

/** States of raw that were checked and may be shown to readers. */
public final class RawPublicationsResource {
  private final RawPublications publications;

  public RawPublicationsResource(RawPublications publications) {
    this.publications = publications;
  }

  public void install(Javalin http) {
    http.post(
        "/v1/raw-publications",
        context ->
            context.json(
                Map.of(
                    "recorded", publications.record(Requests.body(context, RawPublication.class)))),
        Role.OPERATOR);
  }
}
