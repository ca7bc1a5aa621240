package io.headgate.registry.openapi;

import io.headgate.http.Role;
import io.headgate.http.ServedRoutes;
import io.headgate.platform.registry.Json;
import io.javalin.Javalin;
import io.javalin.http.Context;

/** The calls of the service, described for programs. */
public final class OpenApiResource {
  private final ServedRoutes routes;
  private volatile String document = "";

  public OpenApiResource(ServedRoutes routes) {
    this.routes = routes;
  }

  public void install(Javalin http) {
    http.get("/openapi", this::read, Role.ANYONE);
  }

  private void read(Context context) {
    if (document.isEmpty()) {
      // When it is first asked for, all routes are there.
      document = Json.write(OpenApiDocument.of(routes.all()));
    }
    context.contentType("application/json").result(document);
  }
}
