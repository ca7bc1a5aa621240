package io.headgate.registry.openapi;

import io.headgate.platform.registry.ApiKey;
import io.headgate.platform.registry.MaintenanceLease;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.platform.registry.WriterActivity;
import io.headgate.registry.http.KeysResource;
import io.headgate.registry.http.MaintenanceResource;
import java.util.List;
import java.util.Map;

/** Keys, leases, health and metrics. */
final class ServiceOperations {
  private static final Shape STATUS = Shape.fields(Map.of("status", String.class));

  private ServiceOperations() {}

  static List<Operation> all() {
    return List.of(
        Operation.post(
                "/v1/keys",
                "Make a key; it is told once",
                KeysResource.KeyRequest.class,
                Shape.of(ApiKey.Issued.class))
            .created(),
        Operation.get("/v1/keys", "List keys, also revoked ones", Shape.page("keys", ApiKey.class))
            .paged(),
        Operation.get(
            "/v1/keys/in-force/{sha256}",
            "Who holds the key of a SHA-256; 404 when none in force has it",
            Shape.of(ApiKey.Holder.class)),
        Operation.delete("/v1/keys/{name}", "Revoke a key", Shape.of(ApiKey.class)),
        Operation.post(
            "/v1/datasets/{dataset}/maintenance-lease",
            "Be the one job that maintains the files of a table; 409 names another one",
            MaintenanceResource.LeaseRequest.class,
            Shape.of(MaintenanceLease.class)),
        Operation.put(
            "/v1/datasets/{dataset}/maintenance-lease",
            "Make a lease last longer; 409 when it is lost",
            MaintenanceResource.LeaseRenewal.class,
            Shape.of(MaintenanceLease.class)),
        Operation.delete(
            "/v1/datasets/{dataset}/maintenance-lease/{token}",
            "Give a lease back",
            Shape.fields(Map.of("released", Boolean.class))),
        Operation.get(
            "/v1/maintenance-leases",
            "List who maintains which table now",
            Shape.list("leases", MaintenanceLease.class)),
        Operation.post(
            "/v1/maintenance-reports",
            "Record what maintenance did to the files of a table",
            MaintenanceReport.class,
            Shape.fields(Map.of("recorded", Boolean.class))),
        Operation.get(
            "/v1/maintenance-reports",
            "List what maintenance did last, by dataset and action",
            Shape.list("reports", MaintenanceReport.class)),
        Operation.get(
                "/v1/activity",
                "List what was committed lately, by dataset and writer",
                Shape.list("activity", WriterActivity.class))
            .query("seconds", Integer.class, "How far back, at most 3600. 60 unless given."),
        Operation.get("/health/live", "Whether the process lives", STATUS),
        Operation.get("/health/ready", "Whether it can serve", STATUS),
        Operation.file("/metrics", "Metrics in the text format of Prometheus", "text/plain"),
        Operation.file("/", "The page", "text/html"),
        Operation.file("/ui/{file}", "A file of the page", "*/*"),
        Operation.get("/openapi", "This document", Shape.any()));
  }
}
