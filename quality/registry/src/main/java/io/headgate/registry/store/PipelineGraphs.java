package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.Json;
import io.headgate.registry.lineage.ContractGraph;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/** What the contracts of all pipelines connect; a version never changes, so it is read once. */
public final class PipelineGraphs {
  private final Map<Version, Known> read = new ConcurrentHashMap<>();

  private record Version(String pipeline, int number) {}

  /** A version with its contract. */
  record Known(String pipeline, int version, PipelineContract contract, ContractGraph graph) {}

  /** The versions that were the newest at an instant, by name. */
  List<Known> at(Handle handle, Instant at) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT ON (p.name) p.name, v.version
            FROM pipeline p JOIN pipeline_version v USING (pipeline_id)
            WHERE v.created_at <= :at
            ORDER BY p.name, v.version DESC
            """)
        .bind("at", at)
        .map((rs, context) -> new Version(rs.getString("name"), rs.getInt("version")))
        .list()
        .stream()
        .map(version -> read.computeIfAbsent(version, absent -> read(handle, absent)))
        .toList();
  }

  private static Known read(Handle handle, Version version) {
    RecordedPipeline recorded =
        new PipelineRows(handle).version(version.pipeline(), version.number()).orElseThrow();
    try {
      PipelineContract contract =
          Json.MAPPER.treeToValue(recorded.contract(), PipelineContract.class);
      return new Known(version.pipeline(), version.number(), contract, ContractGraph.of(contract));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Recorded contract is not readable: " + version, e);
    }
  }
}
