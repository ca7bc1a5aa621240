package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.Json;
import io.headgate.registry.consumer.RecordedUses;
import io.headgate.registry.consumer.RecordedUses.Edge;
import io.headgate.registry.consumer.TopicReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The pipelines that read a subject's events, as their newest contracts say, unless they are
 * retired.
 */
public final class TopicReaders {
  private TopicReaders() {}

  private record Contract(int version, PipelineContract contract) {}

  /**
   * By pipeline name.
   *
   * @param recordName full name of the record in question; empty when it is none
   */
  public static List<TopicReader> of(Handle handle, String subject, String recordName) {
    return handle
        .createQuery(
            """
            SELECT v.version, v.contract FROM pipeline p JOIN pipeline_version v USING (pipeline_id)
            WHERE v.version = (SELECT max(n.version) FROM pipeline_version n
                WHERE n.pipeline_id = p.pipeline_id)
              AND NOT EXISTS (SELECT FROM retired_pipeline r WHERE r.pipeline_id = p.pipeline_id)
              AND EXISTS (SELECT FROM unnest(v.source_topics) AS topic
                WHERE starts_with(:subject, topic || '-'))
            ORDER BY p.name
            """)
        .bind("subject", subject)
        .map((rs, context) -> new Contract(rs.getInt(1), read(rs.getString(2))))
        .list()
        .stream()
        .flatMap(
            one ->
                TopicReader.of(one.contract(), subject, recordName).stream()
                    .map(reader -> reader.with(recorded(handle, reader, one.version()))))
        .toList();
  }

  /** What is made of the event's columns, straight from the topic or by way of raw. */
  private static RecordedUses recorded(Handle handle, TopicReader reader, int version) {
    PipelineContract contract = reader.contract();
    Map<String, List<Edge>> edges = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT to_dataset, from_column, to_column, subtype = 'IDENTITY' FROM column_edge
            WHERE pipeline = :pipeline AND version = :version
              AND from_dataset IN (:topic, :raw) AND to_dataset <> :raw
            """)
        .bind("pipeline", contract.name())
        .bind("version", version)
        .bind("topic", reader.source().topic())
        .bind("raw", contract.rawDataset())
        .map(
            (rs, context) ->
                edges
                    .computeIfAbsent(rs.getString(1), dataset -> new ArrayList<>())
                    .add(new Edge(rs.getString(2), rs.getString(3), rs.getBoolean(4))))
        .list();
    return new RecordedUses(edges);
  }

  private static PipelineContract read(String contract) {
    try {
      return Json.MAPPER.readValue(contract, PipelineContract.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A recorded contract is one", e);
    }
  }
}
