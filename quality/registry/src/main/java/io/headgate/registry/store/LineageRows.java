package io.headgate.registry.store;

import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.ColumnEdge.Kind;
import io.headgate.registry.lineage.ContractGraph.Link;
import io.headgate.registry.lineage.LineageFacts;
import io.headgate.registry.store.PipelineGraphs.Known;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** What is known at an instant: of our own pipelines by their contracts, of others by events. */
final class LineageRows implements LineageFacts {
  private static final String OF_CONTRACTS =
      """
      SELECT from_dataset, from_column, to_dataset, to_column, kind, subtype, masking
      FROM column_edge
      WHERE %s = ANY(:datasets) AND (pipeline, version) IN (
        SELECT * FROM unnest(CAST(:pipelines AS text[]), CAST(:versions AS integer[])))
      """;
  private static final String OF_EVENTS =
      """
      SELECT from_dataset, from_column, to_dataset, to_column, kind, subtype, masking
      FROM lineage_column WHERE %s = ANY(:datasets) AND first_at <= :at
      """;

  private final Handle handle;
  private final List<Known> pipelines;
  private final Instant at;
  private final Map<String, List<Link>> ofContractsFrom;
  private final Map<String, List<Link>> ofContractsTo;

  LineageRows(Handle handle, List<Known> pipelines, Instant at) {
    this.handle = handle;
    this.pipelines = pipelines;
    this.at = at;
    List<Link> links = pipelines.stream().flatMap(known -> known.graph().links().stream()).toList();
    this.ofContractsFrom = links.stream().collect(Collectors.groupingBy(Link::from));
    this.ofContractsTo = links.stream().collect(Collectors.groupingBy(Link::to));
  }

  @Override
  public Collection<Link> linksFrom(Set<String> datasets) {
    return links(ofContractsFrom, "from_dataset", datasets);
  }

  @Override
  public Collection<Link> linksTo(Set<String> datasets) {
    return links(ofContractsTo, "to_dataset", datasets);
  }

  @Override
  public Collection<ColumnEdge> columnsFrom(Set<String> datasets) {
    return columns("from_dataset", datasets, "");
  }

  @Override
  public Collection<ColumnEdge> columnsTo(Set<String> datasets) {
    return columns("to_dataset", datasets, "");
  }

  /** Of the columns of the datasets those with masked personal data. */
  Collection<ColumnEdge> maskedColumns(Set<String> datasets) {
    return columns("to_dataset", datasets, " AND masking IS NOT NULL");
  }

  private Collection<Link> links(
      Map<String, List<Link>> ofContracts, String end, Set<String> datasets) {
    List<Link> links = new ArrayList<>();
    for (String dataset : datasets) {
      links.addAll(ofContracts.getOrDefault(dataset, List.of()));
    }
    links.addAll(
        handle
            .createQuery(
                """
                SELECT from_dataset, to_dataset, job_namespace, job_name
                FROM lineage_edge WHERE %s = ANY(:datasets) AND first_at <= :at
                ORDER BY job_namespace, job_name, from_dataset, to_dataset
                """
                    .formatted(end))
            .bindArray("datasets", String.class, List.copyOf(datasets))
            .bind("at", at)
            .map(
                (rs, context) ->
                    new Link(
                        rs.getString("from_dataset"),
                        rs.getString("to_dataset"),
                        rs.getString("job_namespace"),
                        rs.getString("job_name"),
                        ""))
            .list());
    return links;
  }

  private Collection<ColumnEdge> columns(String end, Set<String> datasets, String condition) {
    Query query =
        handle
            .createQuery(
                OF_CONTRACTS.formatted(end)
                    + condition
                    + " UNION "
                    + OF_EVENTS.formatted(end)
                    + condition
                    + " ORDER BY 3, 4, 1, 2, 5, 6")
            .bindArray("datasets", String.class, List.copyOf(datasets))
            .bindArray("pipelines", String.class, pipelines.stream().map(Known::pipeline).toList())
            .bindArray("versions", Integer.class, pipelines.stream().map(Known::version).toList())
            .bind("at", at);
    return query.map(LineageRows::edge).list();
  }

  static ColumnEdge edge(ResultSet rs, StatementContext context) throws SQLException {
    return new ColumnEdge(
        rs.getString("from_dataset"),
        rs.getString("from_column"),
        rs.getString("to_dataset"),
        rs.getString("to_column"),
        Kind.valueOf(rs.getString("kind")),
        rs.getString("subtype"),
        rs.getString("masking"));
  }
}
