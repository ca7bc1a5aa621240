package io.headgate.registry.http;

import io.headgate.http.Role;
import io.headgate.platform.registry.OffsetGap;
import io.headgate.registry.store.OffsetGaps;
import io.javalin.Javalin;
import java.util.Map;

/** Losses that a person accepted. */
public final class GapsResource {
  private final OffsetGaps gaps;

  public GapsResource(OffsetGaps gaps) {
    this.gaps = gaps;
  }

  public void install(Javalin http) {
    http.post(
        "/v1/gaps",
        context -> context.json(gaps.accept(Requests.body(context, OffsetGap.class))),
        Role.OPERATOR);
    http.get(
        "/v1/gaps",
        context -> context.json(Map.of("gaps", gaps.all(context.queryParam("pipeline")))),
        Role.READER);
  }
}
