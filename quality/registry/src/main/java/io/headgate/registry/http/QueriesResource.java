package io.headgate.registry.http;

import io.headgate.http.Problem;
import io.headgate.http.Role;
import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.registry.store.QueryReports;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Where the streaming queries stand, and how far they are behind. */
public final class QueriesResource {
  private final QueryReports queries;

  public QueriesResource(QueryReports queries) {
    this.queries = queries;
  }

  /** How far a query is behind. */
  public record Lag(
      String query,
      String pipeline,
      long offsetsBehind,
      double secondsBehind,
      List<PartitionLag> partitions,
      Instant reportedAt) {
    static Lag of(QueryReport report) {
      return new Lag(
          report.query(),
          report.pipeline(),
          report.offsetsBehind(),
          report.secondsBehind(),
          report.partitions(),
          report.reportedAt());
    }
  }

  public void install(Javalin http) {
    http.put("/v1/queries/{query}", this::put, Role.OPERATOR);
    http.get("/v1/queries", context -> context.json(Map.of("queries", queries.all())), Role.READER);
    http.get(
        "/v1/lag",
        context -> context.json(Map.of("lag", queries.all().stream().map(Lag::of).toList())),
        Role.READER);
  }

  private void put(Context context) {
    QueryReport report = Requests.body(context, QueryReport.class);
    String query = context.pathParam("query");
    if (!report.query().equals(query)) {
      throw Problem.unprocessable(
          "The path names query '%s', and the body '%s'. Send the report of one query."
              .formatted(query, report.query()));
    }
    context.json(Map.of("recorded", queries.put(report)));
  }
}
