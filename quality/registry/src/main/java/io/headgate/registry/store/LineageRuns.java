package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import io.headgate.registry.lineage.ContractGraph.Link;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;

/** The newest run behind each link at an instant: by the ledger, by runs, and by events. */
final class LineageRuns {
  private static final TypeReference<List<OffsetRange>> RANGES = new TypeReference<>() {};
  private static final TypeReference<Map<String, Long>> INPUTS = new TypeReference<>() {};

  /**
   * A run.
   *
   * @param inputs snapshot per input dataset
   */
  record Newest(
      String run,
      @Nullable Long snapshotId,
      Map<String, Long> inputs,
      List<OffsetRange> offsets,
      Instant at) {}

  private final Map<String, Newest> byWriter = new HashMap<>();
  private final Map<Link, Newest> byLink = new HashMap<>();

  private LineageRuns() {}

  static LineageRuns of(Handle handle, Collection<Link> links, Instant at) {
    LineageRuns runs = new LineageRuns();
    List<String> writers =
        links.stream().map(Link::writer).filter(name -> !name.isEmpty()).distinct().toList();
    runs.readLedger(handle, writers, at);
    runs.readRuns(handle, writers, at);
    runs.readEvents(handle, links.stream().filter(link -> link.writer().isEmpty()).toList(), at);
    return runs;
  }

  /** Null while no run of it is known. */
  @Nullable
  Newest of(Link link) {
    return link.writer().isEmpty() ? byLink.get(link) : byWriter.get(link.writer());
  }

  private void readLedger(Handle handle, List<String> writers, Instant at) {
    handle
        .createQuery(
            """
            SELECT l.dataset, l.scope || '/' || l.epoch AS run, l.snapshot_id, '{}' AS inputs,
              l.committed_at AS at,
              (SELECT coalesce(jsonb_agg(jsonb_build_object(
                  'topic', o.topic, 'partition', o.topic_partition,
                  'from', o.from_offset, 'until', o.until_offset)
                  ORDER BY o.topic, o.topic_partition), '[]')
                FROM ledger_offsets o WHERE o.ledger_id = l.ledger_id) AS offsets
            FROM unnest(CAST(:writers AS text[])) AS writer(dataset)
            CROSS JOIN LATERAL (
              SELECT * FROM ledger
              WHERE ledger.dataset = writer.dataset AND committed_at <= :at
              ORDER BY committed_at DESC LIMIT 1) AS l
            """)
        .bindArray("writers", String.class, writers)
        .bind("at", at)
        .map((rs, context) -> Map.entry(rs.getString("dataset"), read(rs)))
        .forEach(row -> byWriter.put(row.getKey(), row.getValue()));
  }

  /** A run has its ledger row too, which knows no inputs. */
  private void readRuns(Handle handle, List<String> writers, Instant at) {
    handle
        .createQuery(
            """
            SELECT r.dataset, r.run_key AS run,
              CAST(r.report -> 'publication' ->> 'snapshot_id' AS bigint) AS snapshot_id,
              r.report -> 'inputs' AS inputs, r.ended_at AS at, '[]' AS offsets
            FROM unnest(CAST(:writers AS text[])) AS writer(dataset)
            CROSS JOIN LATERAL (
              SELECT * FROM run
              WHERE run.dataset = writer.dataset AND ended_at <= :at
              ORDER BY ended_at DESC LIMIT 1) AS r
            """)
        .bindArray("writers", String.class, writers)
        .bind("at", at)
        .map((rs, context) -> Map.entry(rs.getString("dataset"), read(rs)))
        .forEach(row -> byWriter.put(row.getKey(), row.getValue()));
  }

  private void readEvents(Handle handle, List<Link> links, Instant at) {
    handle
        .createQuery(
            """
            SELECT e.from_dataset, e.to_dataset, e.job_namespace, e.job_name, io.run,
              CAST(NULL AS bigint) AS snapshot_id, '{}' AS inputs, io.last_at AS at,
              '[]' AS offsets
            FROM lineage_edge e
            CROSS JOIN LATERAL (
              SELECT run, last_at FROM lineage_io
              WHERE lineage_io.job_namespace = e.job_namespace
                AND lineage_io.job_name = e.job_name AND role = 'OUTPUT'
                AND lineage_io.dataset = e.to_dataset AND lineage_io.first_at <= :at
                AND run <> ''
              ORDER BY last_at DESC LIMIT 1) AS io
            WHERE e.to_dataset = ANY(:datasets)
            """)
        .bindArray(
            "datasets",
            String.class,
            links.stream().map(Link::to).distinct().collect(Collectors.toList()))
        .bind("at", at)
        .map(
            (rs, context) ->
                Map.entry(
                    new Link(
                        rs.getString("from_dataset"),
                        rs.getString("to_dataset"),
                        rs.getString("job_namespace"),
                        rs.getString("job_name"),
                        ""),
                    read(rs)))
        .forEach(row -> byLink.put(row.getKey(), row.getValue()));
  }

  private static Newest read(ResultSet rs) throws SQLException {
    try {
      return new Newest(
          rs.getString("run"),
          rs.getObject("snapshot_id", Long.class),
          Json.MAPPER.readValue(rs.getString("inputs"), INPUTS),
          Json.MAPPER.readValue(rs.getString("offsets"), RANGES),
          rs.getTimestamp("at").toInstant());
    } catch (JsonProcessingException e) {
      throw new SQLException("jsonb holds another shape than was written", e);
    }
  }
}
