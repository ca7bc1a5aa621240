package io.headgate.registry.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.registry.gate.ServiceLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of a pipeline, as recorded.
 *
 * @param createdAt when this version was recorded
 * @param firstAppliedAt when the first one was
 * @param mode {@code streaming} or {@code batch}
 * @param contract the contract as it was sent
 * @param datasets names of the datasets that the pipeline fills
 */
public record RecordedPipeline(
    long pipelineId,
    String name,
    int version,
    Instant createdAt,
    Instant firstAppliedAt,
    String mode,
    String ownerTeam,
    long slaMinutes,
    List<String> sourceTopics,
    JsonNode contract,
    List<String> datasets) {

  /** What one dataset owes: nothing of the time before it was declared. */
  ServiceLevel serviceLevel(DatasetRow dataset) {
    Instant declaredAt = dataset.createdAt();
    return new ServiceLevel(
        Duration.ofMinutes(slaMinutes),
        declaredAt.isAfter(firstAppliedAt) ? declaredAt : firstAppliedAt);
  }

  double minimumScore() {
    return contract.path("minimum_score").asDouble();
  }

  boolean latenessShutsGates() {
    return contract.at("/sla/shuts_gate").asBoolean();
  }

  /** The streaming aggregate whose windows a rollup's dataset makes final. */
  Optional<String> finalizedBy(String dataset) {
    for (JsonNode rollup : contract.path("rollups")) {
      if (("rollup." + rollup.path("name").asText()).equals(dataset)
          && rollup.hasNonNull("finalizes")) {
        return Optional.of(rollup.path("finalizes").asText());
      }
    }
    return Optional.empty();
  }
}
