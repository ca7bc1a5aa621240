package io.headgate.registry.store;

import static io.headgate.registry.store.StoredInstants.instant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.http.Problem;
import io.headgate.platform.registry.Json;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The SQL of pipelines, on one connection. */
final class PipelineRows {
  private static final String SELECT =
      """
      SELECT p.pipeline_id, p.name, p.created_at AS first_applied_at, v.version, v.created_at,
        v.mode, v.owner_team, v.sla_minutes, v.source_topics, v.contract,
        ARRAY(SELECT d.name FROM dataset d WHERE d.pipeline_id = p.pipeline_id ORDER BY d.name)
          AS datasets,
        (SELECT max(r.ended_at) FROM pipeline_retirement r WHERE r.pipeline_id = p.pipeline_id)
          AS applied_again_at,
        retired.retired_at, retired.who AS retired_by, retired.reason AS retired_because
      FROM pipeline p JOIN pipeline_version v USING (pipeline_id)
      LEFT JOIN retired_pipeline retired USING (pipeline_id)
      """;
  private static final String NEWEST =
      """
      v.version = (SELECT max(n.version) FROM pipeline_version n
        WHERE n.pipeline_id = p.pipeline_id)
      """;

  private final Handle handle;

  PipelineRows(Handle handle) {
    this.handle = handle;
  }

  /**
   * Keeps other changes of this pipeline's ledger, partitions and pointers out until the
   * transaction ends. Whether a partition is dirty depends on ledger and runs together.
   */
  long lock(String name) {
    return handle
        .createQuery("SELECT pipeline_id FROM pipeline WHERE name = :name FOR UPDATE")
        .bind("name", name)
        .mapTo(Long.class)
        .findOne()
        .orElseThrow(
            () ->
                Problem.notFound(
                    "Pipeline '" + name + "' is not known. Apply its folder with headgate apply."));
  }

  Optional<RecordedPipeline> newest(String name) {
    return handle
        .createQuery(SELECT + "WHERE p.name = :name AND " + NEWEST)
        .bind("name", name)
        .map(PipelineRows::read)
        .findOne();
  }

  Optional<RecordedPipeline> version(String name, int version) {
    return handle
        .createQuery(SELECT + "WHERE p.name = :name AND v.version = :version")
        .bind("name", name)
        .bind("version", version)
        .map(PipelineRows::read)
        .findOne();
  }

  List<RecordedPipeline> all() {
    return handle
        .createQuery(SELECT + "WHERE " + NEWEST + " ORDER BY p.name")
        .map(PipelineRows::read)
        .list();
  }

  /** Those of which something is expected. */
  List<RecordedPipeline> live() {
    return all().stream().filter(pipeline -> pipeline.retiredAt() == null).toList();
  }

  /**
   * By name, behind the cursor, which is a name or empty.
   *
   * @param retired whether those that are retired are asked for too
   */
  List<RecordedPipeline> page(String cursor, int limit, boolean retired) {
    return handle
        .createQuery(
            SELECT
                + "WHERE "
                + NEWEST
                + """
                AND p.name > :cursor AND (:retired OR retired.retired_at IS NULL)
                ORDER BY p.name LIMIT :limit
                """)
        .bind("retired", retired)
        .bind("cursor", cursor)
        .bind("limit", limit)
        .map(PipelineRows::read)
        .list();
  }

  private static RecordedPipeline read(ResultSet rs, StatementContext context) throws SQLException {
    return new RecordedPipeline(
        rs.getLong("pipeline_id"),
        rs.getString("name"),
        rs.getInt("version"),
        rs.getTimestamp("created_at").toInstant(),
        rs.getTimestamp("first_applied_at").toInstant(),
        rs.getString("mode"),
        rs.getString("owner_team"),
        rs.getLong("sla_minutes"),
        strings(rs.getArray("source_topics")),
        json(rs.getString("contract")),
        strings(rs.getArray("datasets")),
        instant(rs.getTimestamp("applied_again_at")),
        instant(rs.getTimestamp("retired_at")),
        rs.getString("retired_by"),
        rs.getString("retired_because"));
  }

  private static List<String> strings(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }

  private static JsonNode json(String text) throws SQLException {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new SQLException("jsonb holds no JSON", e);
    }
  }
}
