package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.PipelineContract;
import java.time.Instant;

/**
 * A recorded contract; jobs run what is recorded.
 *
 * @param pipelineId identity of the pipeline over all versions
 * @param name pipeline name
 * @param version counts from 1 per pipeline
 * @param createdAt when this version was recorded
 * @param firstAppliedAt when the pipeline's first version was recorded
 * @param contract the contract
 */
public record PipelineVersion(
    long pipelineId,
    String name,
    int version,
    Instant createdAt,
    Instant firstAppliedAt,
    PipelineContract contract) {
  public PipelineVersion {
    requireNonNull(name);
    requireNonNull(createdAt);
    requireNonNull(firstAppliedAt);
    requireNonNull(contract);
  }
}
