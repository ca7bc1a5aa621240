package io.headgate.gateway.http;

import io.headgate.http.Role;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Describes the calls. */
public final class OpenApiResource {
  public void install(Javalin http) {
    byte[] document = document();
    http.get(
        "/openapi",
        context -> context.contentType("application/json").result(document),
        Role.ANYONE);
  }

  private static byte[] document() {
    try (InputStream in = OpenApiResource.class.getResourceAsStream("openapi.json")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
