package io.headgate.registry.http;

import io.headgate.http.BodySize;
import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.registry.store.Ledger;
import io.headgate.registry.store.RebuiltLedgerRow;
import io.headgate.registry.store.RecordedLedgerRow;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** The ledger; newest rows first. */
public final class LedgerResource {
  private final Ledger ledger;

  public LedgerResource(Ledger ledger) {
    this.ledger = ledger;
  }

  public void install(Javalin http) {
    http.post(
        "/v1/ledger",
        context ->
            context.json(
                Map.of("recorded", ledger.record(Requests.body(context, LedgerRow.class)))),
        Role.OPERATOR,
        BodySize.LARGE);
    http.post(
        "/v1/ledger/rebuilt",
        context ->
            context.json(
                Map.of(
                    "recorded",
                    ledger.recordRebuilt(Requests.body(context, RebuiltLedgerRow.class)))),
        Role.OPERATOR,
        BodySize.LARGE);
    http.get("/v1/ledger", this::page, Role.READER);
  }

  private void page(Context context) {
    Page page = Page.of(context);
    String dataset = context.queryParam("dataset");
    String partition = context.queryParam("partition");
    long after = Requests.number(context, "after", 0, 0, Long.MAX_VALUE);
    if (partition == null ? after != 0 : dataset == null) {
      throw Problem.badRequest(
          "Parameter 'partition' needs 'dataset', and 'after' needs both. Send them too.");
    }
    List<RecordedLedgerRow> rows =
        partition == null
            ? ledger.page(dataset, page.below(), page.fetch())
            : ledger.changes(dataset, partition, after, page.below(), page.fetch());
    context.json(page.answer("ledger", rows, row -> Long.toString(row.ledgerId())));
  }
}
