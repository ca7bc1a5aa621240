package io.headgate.registry.http;

import io.headgate.http.BodySize;
import io.headgate.http.Role;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.registry.store.Reconciliations;
import io.headgate.registry.store.Reconciliations.Recorded;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What reconciliations found; newest first. */
public final class ReconciliationsResource {
  private final Reconciliations reconciliations;

  public ReconciliationsResource(Reconciliations reconciliations) {
    this.reconciliations = reconciliations;
  }

  public void install(Javalin http) {
    http.post(
        "/v1/reconciliations",
        context ->
            context.json(
                Map.of(
                    "recorded",
                    reconciliations.record(Requests.body(context, Reconciliation.class)))),
        Role.OPERATOR,
        BodySize.LARGE);
    http.get("/v1/reconciliations", this::page, Role.READER);
  }

  private void page(Context context) {
    Page page = Page.of(context);
    List<Recorded> found =
        reconciliations.page(context.queryParam("pipeline"), page.below(), page.fetch());
    Map<String, Object> answer =
        new LinkedHashMap<>(
            page.answer("reconciliations", found, each -> Long.toString(each.id())));
    answer.computeIfPresent(
        "reconciliations",
        (name, entries) ->
            found.stream().limit(page.limit()).map(Recorded::reconciliation).toList());
    context.json(answer);
  }
}
