package io.headgate.registry.openapi;

import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.OffsetGap;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.RawPublication;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.platform.registry.RunReport;
import io.headgate.registry.http.QueriesResource;
import io.headgate.registry.store.IncidentRequest;
import io.headgate.registry.store.RebuiltLedgerRow;
import io.headgate.registry.store.RecordedLedgerRow;
import io.headgate.registry.store.RecordedRun;
import java.util.List;
import java.util.Map;

/** What jobs report, and what somebody must look at. */
final class StreamOperations {
  private static final Shape RECORDED = Shape.fields(Map.of("recorded", Boolean.class));

  private StreamOperations() {}

  static List<Operation> all() {
    return List.of(
        Operation.post("/v1/ledger", "Record a committed batch", LedgerRow.class, RECORDED),
        Operation.get(
                "/v1/ledger",
                "List committed batches",
                Shape.page("ledger", RecordedLedgerRow.class))
            .query("dataset", String.class, "All unless given.")
            .query("partition", String.class, "Only those that changed this one of the dataset.")
            .query("after", Long.class, "Only those that were committed after this snapshot.")
            .paged(),
        Operation.post(
            "/v1/ledger/rebuilt",
            "Record a batch anew whose row was lost",
            RebuiltLedgerRow.class,
            RECORDED),
        Operation.post("/v1/runs", "Record a run that ended", RunReport.class, RECORDED),
        Operation.get("/v1/runs/{run_key}", "Read a run", Shape.of(RecordedRun.class)),
        Operation.post(
            "/v1/raw-publications",
            "Show readers a state of raw that was checked",
            RawPublication.class,
            RECORDED),
        Operation.put(
            "/v1/queries/{query}",
            "Tell where a streaming query stands",
            QueryReport.class,
            RECORDED),
        Operation.get(
            "/v1/queries", "List streaming queries", Shape.list("queries", QueryReport.class)),
        Operation.get(
            "/v1/lag",
            "List how far streaming queries are behind",
            Shape.list("lag", QueriesResource.Lag.class)),
        Operation.post(
            "/v1/gaps", "Accept the loss of offsets", OffsetGap.class, Shape.of(OffsetGap.class)),
        Operation.get("/v1/gaps", "List accepted losses", Shape.list("gaps", OffsetGap.class))
            .query("pipeline", String.class, "All unless given."),
        Operation.post(
            "/v1/reconciliations",
            "Record what a reconciliation found",
            Reconciliation.class,
            RECORDED),
        Operation.get(
                "/v1/reconciliations",
                "List reconciliations",
                Shape.page("reconciliations", Reconciliation.class))
            .query("pipeline", String.class, "All unless given.")
            .paged(),
        Operation.post(
            "/v1/incidents", "Open an incident", IncidentRequest.class, Shape.of(Incident.class)),
        Operation.post(
            "/v1/incidents/{id}/close", "Close an incident", null, Shape.of(Incident.class)),
        Operation.get("/v1/incidents", "List incidents", Shape.page("incidents", Incident.class))
            .query("open", Boolean.class, "Only those that last.")
            .paged());
  }
}
