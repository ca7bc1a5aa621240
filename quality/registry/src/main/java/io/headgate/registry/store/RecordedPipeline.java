package io.headgate.registry.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.registry.gate.ServiceLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

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

  ServiceLevel serviceLevel() {
    return new ServiceLevel(Duration.ofMinutes(slaMinutes), firstAppliedAt);
  }

  double minimumScore() {
    return contract.path("minimum_score").asDouble();
  }
}
