package io.headgate.registry.http;

import io.headgate.http.Role;
import io.headgate.registry.store.Calendars;
import io.headgate.registry.store.Overviews;
import io.javalin.Javalin;
import io.javalin.http.Context;

/** What the page shows of many datasets or partitions at once. */
public final class OverviewResource {
  private static final int DEFAULT_CELLS = 400;
  private static final int MOST_CELLS = 10_000;

  private final Overviews overviews;
  private final Calendars calendars;

  public OverviewResource(Overviews overviews, Calendars calendars) {
    this.overviews = overviews;
    this.calendars = calendars;
  }

  public void install(Javalin http) {
    http.get("/v1/overview", context -> context.json(overviews.now()), Role.READER);
    http.get("/v1/datasets/{dataset}/calendar", this::calendar, Role.READER);
  }

  private void calendar(Context context) {
    String before = context.queryParam("before");
    context.json(
        calendars.newest(
            context.pathParam("dataset"),
            before == null || before.isEmpty() ? null : before,
            (int) Requests.number(context, "limit", DEFAULT_CELLS, 1, MOST_CELLS)));
  }
}
