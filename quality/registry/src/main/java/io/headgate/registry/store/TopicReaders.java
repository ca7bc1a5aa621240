package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.Json;
import io.headgate.registry.consumer.TopicReader;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The pipelines that read a subject's events, as their newest contracts say. */
public final class TopicReaders {
  private TopicReaders() {}

  /**
   * By pipeline name.
   *
   * @param recordName full name of the record in question; empty when it is none
   */
  public static List<TopicReader> of(Handle handle, String subject, String recordName) {
    return handle
        .createQuery(
            """
            SELECT v.contract FROM pipeline p JOIN pipeline_version v USING (pipeline_id)
            WHERE v.version = (SELECT max(n.version) FROM pipeline_version n
                WHERE n.pipeline_id = p.pipeline_id)
              AND EXISTS (SELECT FROM unnest(v.source_topics) AS topic
                WHERE starts_with(:subject, topic || '-'))
            ORDER BY p.name
            """)
        .bind("subject", subject)
        .mapTo(String.class)
        .list()
        .stream()
        .flatMap(contract -> TopicReader.of(read(contract), subject, recordName).stream())
        .toList();
  }

  private static PipelineContract read(String contract) {
    try {
      return Json.MAPPER.readValue(contract, PipelineContract.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A recorded contract is one", e);
    }
  }
}
