package io.headgate.registry.http;

import io.headgate.platform.registry.LedgerRow;
import io.headgate.registry.Problem;
import io.headgate.registry.store.Ledger;
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
                Map.of("recorded", ledger.record(Requests.body(context, LedgerRow.class)))));
    http.get("/v1/ledger", this::page);
  }

  private void page(Context context) {
    Page page = Page.of(context);
    List<RecordedLedgerRow> rows =
        ledger.page(context.queryParam("dataset"), below(page.cursor()), page.fetch());
    context.json(page.answer("ledger", rows, row -> Long.toString(row.ledgerId())));
  }

  private static long below(String cursor) {
    try {
      return cursor.isEmpty() ? Long.MAX_VALUE : Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw Problem.badRequest(
          "Parameter 'cursor' is '" + cursor + "'. Send the next_cursor of an answer.");
    }
  }
}
