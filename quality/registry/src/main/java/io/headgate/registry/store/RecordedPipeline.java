package io.headgate.registry.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.registry.gate.ServiceLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * One version of a pipeline, as recorded.
 *
 * @param createdAt when this version was recorded
 * @param firstAppliedAt when the first one was
 * @param mode {@code streaming} or {@code batch}
 * @param contract the contract as it was sent
 * @param datasets names of the datasets that the pipeline fills
 * @param appliedAgainAt when it was last applied after it had been retired; null if never
 * @param retiredAt when somebody ended the pipeline; null while it lives
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
    List<String> datasets,
    @Nullable Instant appliedAgainAt,
    @Nullable Instant retiredAt,
    @Nullable String retiredBy,
    @Nullable String retiredBecause) {

  /**
   * What one dataset owes: nothing of the time before it was declared, or while the pipeline is or
   * was retired.
   */
  ServiceLevel serviceLevel(DatasetRow dataset) {
    Instant declaredAt = dataset.createdAt();
    Instant since = declaredAt.isAfter(firstAppliedAt) ? declaredAt : firstAppliedAt;
    return new ServiceLevel(Duration.ofMinutes(slaMinutes), since, owedFrom(since));
  }

  private Instant owedFrom(Instant since) {
    if (retiredAt != null) {
      return ServiceLevel.NEVER;
    }
    return appliedAgainAt != null && appliedAgainAt.isAfter(since) ? appliedAgainAt : since;
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
