package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.contract.PipelineContract;
import java.time.Instant;
import javax.annotation.Nullable;

/**
 * A recorded contract; jobs run what is recorded.
 *
 * @param pipelineId identity of the pipeline over all versions
 * @param name pipeline name
 * @param version counts from 1 per pipeline
 * @param createdAt when this version was recorded
 * @param firstAppliedAt when the pipeline's first version was recorded
 * @param contract the contract
 * @param retiredAt when the pipeline was ended; null for one that lives
 */
public record PipelineVersion(
    long pipelineId,
    String name,
    int version,
    Instant createdAt,
    Instant firstAppliedAt,
    PipelineContract contract,
    @Nullable Instant retiredAt) {
  public PipelineVersion {
    requireNonNull(name);
    requireNonNull(createdAt);
    requireNonNull(firstAppliedAt);
    requireNonNull(contract);
  }

  /** Of a pipeline that lives. */
  public PipelineVersion(
      long pipelineId,
      String name,
      int version,
      Instant createdAt,
      Instant firstAppliedAt,
      PipelineContract contract) {
    this(pipelineId, name, version, createdAt, firstAppliedAt, contract, null);
  }
}
